# Files and lines of each kind. $1: the lines of each file; $2: the table.
awk -F '\t' '{
  kind = $2
  sub(/.*\./, "", kind)
  files[kind]++
  lines[kind] += $1
}
END {
  for (kind in lines)
    print "| " kind " | " files[kind] " | " lines[kind] " |"
}' "$1" | sort > "$2"
