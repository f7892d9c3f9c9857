# Puts the tables together. $1: the report.
table() {
  printf '\n## %s\n\n| %s | %s |%s\n| --- | ---: |%s\n' "$1" "$2" "$3" "${4:+ $4 |}" "${4:+ ---: |}"
}

{
  echo '# This repository'
  table 'Files by kind' kind files lines
  cat bin/kinds.md
  table 'Code by folder' folder files lines
  cat bin/folders.md
  table 'Longest files' file lines
  cat bin/longest.md
  table 'Most frequent words of the documentation' word times
  cat bin/words.md
} > "$1"
echo "See $PWD/$1"
