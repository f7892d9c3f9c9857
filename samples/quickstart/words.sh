# The ten most frequent words of five letters or more in the input files.
while IFS= read -r file; do
  cat "$file"
done < "$TASKGRAPH_INPUTS" |
  tr -cs 'A-Za-z' '\n' | tr 'A-Z' 'a-z' | awk 'length($0) >= 5 { count[$0]++ } END { for (word in count) print count[word] "\t" word }' |
  sort -k 1,1nr -k 2 | awk 'NR <= 10 { print "| " $2 " | " $1 " |" }' > bin/words.md
