# Reads what PostgreSQL logged of one request: writes its two statements, the door and the list, as 1.sql and
# 2.sql into `folder` for pgbench, which takes `:name` for a parameter, and the values as its options. Fails
# unless there are two.

/ LOG:  execute [^ ]*: / {
  end_statement()
  sub(/^.* LOG:  execute [^ ]*: /, "")
  statement = $0
  next
}

/^\t/ && statement != "" {
  sub(/^\t/, "")
  statement = statement "\n" $0
  next
}

/ DETAIL:  parameters: / && statement != "" {
  end_statement()
  sub(/^.* DETAIL:  parameters: /, "")
  # '' inside a value, and NULL, do not occur in a list.
  while (match($0, /\$[0-9]+ = '[^']*'/)) {
    split(substr($0, RSTART + 1, RLENGTH - 2), parts, " = '")
    print "--define=p" count "_" parts[1] "=" parts[2] > folder "/values"
    $0 = substr($0, RSTART + RLENGTH)
  }
  next
}

{ end_statement() }

END {
  end_statement()
  exit count != 2
}

function end_statement() {
  if (statement == "") return
  count += 1
  gsub(/\$[0-9]+/, ":p" count "_&", statement)
  gsub(/_\$/, "_", statement)
  print statement ";" > folder "/" count ".sql"
  statement = ""
}
