"""The same story in Firefox and in WebKit; what only Chromium is asked stands beside this folder."""
