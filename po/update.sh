#!/bin/sh
# Brings zh_CN.po up to date with the texts of the program: new ones come in untranslated, those
# that are gone leave. Run it after changing a message, then translate what it lists.
#
#     po/update.sh        needs gettext and python3
set -eu

po=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -B "$po/extract.py" "$po/.." "$work/xuncha.pot"
msgmerge --quiet --no-fuzzy-matching --no-location --sort-output --no-wrap \
  --output-file="$work/merged.po" "$po/zh_CN.po" "$work/xuncha.pot"
msgattrib --no-obsolete --no-wrap --output-file="$work/zh_CN.po" "$work/merged.po"
msgfmt --check-format --check-domain --statistics --output-file=/dev/null "$work/zh_CN.po"
if ! cmp -s "$work/zh_CN.po" "$po/zh_CN.po"; then
  cp "$work/zh_CN.po" "$po/zh_CN.po"
fi
msgattrib --untranslated --no-wrap "$po/zh_CN.po"
