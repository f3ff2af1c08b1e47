# Reads what PostgreSQL logged of one request and writes its two statements, the door and what is asked for, into
# `folder`: door.sql and statement.sql as the server sent them, for the peers, and 1.sql and 2.sql for pgbench,
# which takes `:name` for a parameter, with the values as its options. A value with the number `marker` in it gets
# pgbench's variable `number` in its place, the first uuid of a statement that has such a value is made of it, and
# NULL, which pgbench cannot pass, stands in the statement. Fails unless there are two statements.

/ LOG:  execute [^ ]*: / {
  end_statement()
  sub(/^.* LOG:  execute [^ ]*: /, "")
  count += 1
  statement = $0
  next
}

/^\t/ && statement != "" {
  sub(/^\t/, "")
  statement = statement "\n" $0
  next
}

/ DETAIL:  parameters: / && statement != "" {
  sub(/^.* DETAIL:  parameters: /, "")
  varies = index($0, marker) > 0
  # A quote inside a value does not occur.
  while (match($0, /\$[0-9]+ = ('[^']*'|NULL)/)) {
    number = substr($0, RSTART + 1, RLENGTH)
    sub(/ = .*/, "", number)
    value = substr($0, RSTART + length(number) + 4, RLENGTH - length(number) - 4)
    $0 = substr($0, RSTART + RLENGTH)
    name = "p" count "_" number
    if (value == "NULL") {
      replacement[number] = "null"
      continue
    }
    value = substr(value, 2, length(value) - 2)
    if (index(value, marker) > 0) {
      replacement[number] = "replace(:" name ", '" marker "', :number)"
    } else if (varies && value ~ /^[0-9a-f]+-[0-9a-f]+-7[0-9a-f]+-/) {
      replacement[number] = "lpad(:number, 32, '0')::uuid"
      varies = 0
      continue
    } else {
      replacement[number] = ":" name
    }
    print "--define=" name "=" value > folder "/values"
  }
  end_statement()
  next
}

{ end_statement() }

END {
  end_statement()
  exit count != 2
}

function end_statement(  text, number) {
  if (statement == "") return
  print statement > folder "/" (count == 1 ? "door" : "statement") ".sql"
  text = ""
  while (match(statement, /\$[0-9]+/)) {
    number = substr(statement, RSTART + 1, RLENGTH - 1)
    text = text substr(statement, 1, RSTART - 1) replacement[number]
    statement = substr(statement, RSTART + RLENGTH)
  }
  print text statement ";" > folder "/" count ".sql"
  statement = ""
  split("", replacement)
}
