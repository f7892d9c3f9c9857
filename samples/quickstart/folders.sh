# Lines of code in each folder, two levels deep. $1: the lines of each file; $2: the table.
awk -F '\t' '$2 ~ /\.cs$/ {
  count = split($2, part, "/")
  folder = part[1]
  for (i = 2; i < count && i <= 3; i++)
    folder = folder "/" part[i]
  files[folder]++
  lines[folder] += $1
}
END {
  for (folder in lines)
    print "| " folder " | " files[folder] " | " lines[folder] " |"
}' "$1" | sort > "$2"
