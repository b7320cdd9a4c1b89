"""The courier: carries what happens in the workspace to the app, by Socket Mode or by signed HTTP."""

from __future__ import annotations
