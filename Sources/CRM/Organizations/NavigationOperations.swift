import Postgres
import Web

/// The menu of a front end.
enum NavigationOperations {
  static func add(to api: inout API) {
    api.chapter("Organizations")
    api.add(
      .get, "/v1/me/navigation", "getNavigation",
      summary: "The places that the signed-in person may use here, with their counts", needs: .member,
      getNavigation)
  }

  @Sendable private static func getNavigation(_ call: Call<NoInput>) -> Query<Navigation> {
    .made(of: counts, as: NavigationRow.self) { rows in
      guard let row = rows.first else { throw Problem.notFound }
      return row.navigation
    }
  }

  private static let counts: SQL = """
    select string_to_array(trim(both ',' from current_setting('app.can', true)), ',') as permissions,
      case when current_setting('app.can', true) like '%,events.view,%' then (
        select count(*) from crm.events e
        where e.event_type = 'class' and e.status <> 'cancelled' and e.starts_at >= o.day at time zone o.time_zone
          and e.starts_at < (o.day + interval '1 day') at time zone o.time_zone) end as classes_today,
      case when current_setting('app.can', true) like '%,clients.view,%' then (
        select count(*) from crm.client_organizations c where c.status = 'active' and c.deleted_at is null
        ) end as clients_active
    from (select time_zone, date_trunc('day', now() at time zone time_zone) as day from crm.organizations) o
    """
}
