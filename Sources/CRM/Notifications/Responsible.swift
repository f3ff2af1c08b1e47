import Postgres

/// Who is told when something needs a person's decision.
enum Responsible {
  /// A person's id, as an expression: the first of these ids who works in the entered gym, else its owner of the longest
  /// standing. Whoever planned something may have left, or be an owner further up the chain, whom this gym cannot tell.
  static func user(firstOf candidates: SQL) -> SQL {
    """
    (select m.user_id from crm.user_organizations m
      left join unnest(array[\(candidates)]) with ordinality as p (id, place) on p.id = m.user_id
      where m.organization_id = \(Door.organization) and m.left_at is null and m.role <> 'member'
        and (p.id is not null or m.role = 'owner')
      order by p.place, m.joined_at, m.user_id limit 1)
    """
  }
}
