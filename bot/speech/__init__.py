"""What somebody says to Carnet in their own words, understood: text in, values out; no store, no Slack, no clock."""
