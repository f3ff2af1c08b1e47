/// An expression as PostgreSQL prints it, brought back to what a person would have written.
func readable(_ expression: String) -> String {
  var text = expression.replacing(#/\s+/#, with: " ")
  // (( SELECT NULLIF(current_setting('app.org_id'::text, true), ''::text)::uuid AS "nullif")) is app.org_id
  let setting = #/NULLIF\(current_setting\('(app\.[a-z_]+)'::text, true\), ''::text\)(?:::uuid)?/#
  text.replace(setting) { String($0.1) }
  text.replace(#/current_setting\('(app\.[a-z_]+)'::text, true\)/#) { String($0.1) }
  text.replace(#/app\.can ~~ '%,([a-z_.]+),%'::text/#) { "may \($0.1)" }
  text.replace(#/\(\( SELECT (app\.[a-z_]+) AS "nullif"\)\)/#) { String($0.1) }
  text.replace(#/\(?\((app\.[a-z_]+)::uuid\[\]\)\)?/#) { "(\($0.1))" }
  text.replace(#/\( SELECT (may [a-z_.]+|app\.[a-z_]+ = '[^']*')(?:::text)?\)/#) { String($0.1) }
  text.replace(#/\( SELECT (may [^()]+)\)/#) { "(\($0.1))" }
  text.replace(#/\( SELECT \((EXISTS \(.*?\))\) AS "exists"\)/#) { String($0.1) }
  text.replace(#/::(?:text|jsonb|uuid|integer|bigint)(?:\[\])?/#, with: "")
  text.replace(#/<> ALL \(ARRAY\[([^\]]*)\]\)/#) { "NOT IN (\($0.1))" }
  text.replace(#/= ANY \(ARRAY\[([^\]]*)\]\)/#) { "IN (\($0.1))" }
  text.replace(#/\(([a-z_]+ (?:NOT )?IN \([^()]*\))\)/#) { String($0.1) }
  return lowercasedKeywords(String(text.trimmingPrefix(" ")).replacing("( ", with: "("))
}

/// Everything outside quotes: names are lower case here anyway.
private func lowercasedKeywords(_ text: String) -> String {
  text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
    .map { $0.offset.isMultiple(of: 2) ? $0.element.lowercased() : String($0.element) }
    .joined(separator: "'")
}
