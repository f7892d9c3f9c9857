# Lines of each input file, a tab, and its path from the repository's root.
awk '{
  path = $0
  lines = 0
  while ((getline line < path) > 0)
    lines++
  close(path)
  sub(/^(\.\.\/)+/, "", path)
  print lines "\t" path
}' "$TASKGRAPH_INPUTS" > bin/lines.tsv
