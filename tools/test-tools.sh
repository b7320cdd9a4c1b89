#!/usr/bin/env bash
# What the tests need beside Python: a browser, Node for the official Slack clients, and a mail server of the real kind.
# Debian's packages where we may install them, else Playwright's own browser; what cannot be had is named, and the tests
# that need it are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }
may_apt() { [ "$(id -u)" = 0 ] && have apt-get; }
missing=()
have chromium || have chromium-browser || have google-chrome || missing+=(chromium)
have npm || missing+=(nodejs npm)
# Pages are full of emoji, and pictures of them are looked at.
[ -n "$(fc-list :lang=und-zsye 2>/dev/null)" ] || missing+=(fonts-noto-color-emoji)

if may_apt; then
  [ -x /usr/sbin/postfix ] || missing+=(postfix)
  [ -x /usr/sbin/dovecot ] || missing+=(dovecot-imapd dovecot-lmtpd)
fi

if [ ${#missing[@]} -gt 0 ] && may_apt; then
  echo "Installing ${missing[*]} …"
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    # The tests start servers of their own: none of the machine's is to begin by itself.
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
elif [[ " ${missing[*]-} " == *" chromium "* ]]; then
  .venv/bin/playwright install chromium || echo "No browser could be installed: the browser tests will be skipped."
fi
node=tests/sandbox/node
if have npm && [ -f $node/package-lock.json ] && [ ! $node/node_modules/.package-lock.json -nt $node/package-lock.json ]; then
  (cd $node && npm ci --silent --no-audit --no-fund)
fi
