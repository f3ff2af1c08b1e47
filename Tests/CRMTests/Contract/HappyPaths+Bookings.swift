import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let bookings: Paths = [
    "createBooking": { gym in
      let event = try await gym.planned(inHours: 24)
      let more =
        #", "host_id": "\#(try await gym.client("H", "Ost"))", "source": "desk", "notes": "First time""#
      return try await gym.book(event, gym.client("Ada", "L"), more)
    },
    "createWaitlistEntry": { gym in
      let event = try await gym.planned(inHours: 24, places: 0)
      return try await gym.wait(event, gym.client("Ada", "L"), #", "notice_minutes": 90"#)
    },
    "listEventBookings": { gym in
      let event = try await gym.planned(inHours: 24)
      _ = try await gym.booked(event, gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/events/\(event)/bookings?status=registered,attended")
    },
    "countEventBookings": { gym in
      try await gym.send("GET", "/v1/events/\(try await gym.planned(inHours: 24))/booking-counts")
    },
    "listBookings": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.booked(gym.planned(inHours: 24), client)
      return try await gym.send(
        "GET",
        "/v1/bookings?client_id=\(client)&status=registered&is_first_visit=true&starts_at_from=2020-01-01T00:00:00Z&limit=1"
      )
    },
    "getBooking": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 24), gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/bookings/\(booking)")
    },
    "updateBooking": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 24), gym.client("Ada", "L"))
      return try await gym.send(
        "PATCH", "/v1/bookings/\(booking)", json: #"{"notes": "Left-handed"}"#, ifMatch: "\"v1\"")
    },
    "listBookingDecisions": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 24), gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/bookings/\(booking)/decisions")
    },
    "cancelBooking": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 24), gym.client("Ada", "L"))
      return try await gym.giveBack(booking, #""reason": "Ill""#)
    },
    "checkInBooking": { gym in
      try await gym.act("check-in", on: gym.booked(gym.planned(inHours: 0.5), gym.client("Ada", "L")))
    },
    "markNoShow": { gym in
      try await gym.act("no-show", on: gym.booked(gym.planned(inHours: -0.5), gym.client("Ada", "L")))
    },
    "undoBooking": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 0.5), gym.client("Ada", "L"))
      _ = try await gym.act("check-in", on: booking)
      return try await gym.act("undo", on: booking)
    },
    "waiveFee": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 3), gym.client("Ada", "L"))
      _ = try await gym.giveBack(booking)
      return try await gym.act("fee-waiver", on: booking, json: #"{"reason": "Ill"}"#)
    },
    "listLedgerTransactions": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 3), gym.client("Ada", "L"))
      _ = try await gym.giveBack(booking)
      return try await gym.send(
        "GET", "/v1/ledger-transactions?booking_id=\(booking)&kind=late_cancel_fee&limit=5")
    },
    "createQuote": { gym in
      let booking = try await gym.booked(gym.planned(inHours: 3), gym.client("Ada", "L"))
      return try await gym.send(
        "POST", "/v1/quotes", json: #"{"act": "cancel", "booking_id": "\#(booking)"}"#)
    },
    "bookSeries": { gym in
      let series = try await gym.bareSeries()
      _ = try await gym.planned(inHours: 24, [("series_id", "\(series)")])
      return try await gym.send(
        "POST", "/v1/event-series/\(series)/bookings",
        json: #"{"client_id": "\#(try await gym.client("Ada", "L"))", "mode": "all_or_nothing"}"#,
        ifMatch: "*")
    },
    "createCheckIn": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.booked(gym.planned(inHours: 0.5), client)
      return try await gym.send(
        "POST", "/v1/check-ins", json: #"{"client_id": "\#(client)", "source": "search"}"#, ifMatch: "*")
    },
    "getCheckIn": { gym in
      try await gym.send("GET", "/v1/check-ins/\(try await gym.visited())")
    },
    "undoCheckIn": { gym in
      try await gym.send("POST", "/v1/check-ins/\(try await gym.visited())/undo")
    },
    "listCheckIns": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.send(
        "POST", "/v1/check-ins", json: #"{"client_id": "\#(client)", "source": "kiosk"}"#, ifMatch: "*")
      return try await gym.send(
        "GET", "/v1/check-ins?client_id=\(client)&occurred_at_from=2020-01-01T00:00:00Z&limit=5")
    },
    "getEventBookingRules": { gym in
      try await gym.send("GET", "/v1/events/\(try await gym.planned(inHours: 24))/booking-rules")
    },
    "updateEventBookingRules": { gym in
      try await gym.send(
        "PATCH", "/v1/events/\(try await gym.planned(inHours: 24))/booking-rules",
        json: #"{"cancel_window_hours": 3, "blackout": {"from": "23:00", "to": "07:00"}}"#, ifMatch: "\"v1\"")
    },
    "getEventSeriesBookingRules": { gym in
      try await gym.send("GET", "/v1/event-series/\(try await gym.bareSeries())/booking-rules")
    },
    "updateEventSeriesBookingRules": { gym in
      try await gym.send(
        "PATCH", "/v1/event-series/\(try await gym.bareSeries())/booking-rules",
        json: #"{"no_show_fee_enabled": false, "strikes": null}"#, ifMatch: "*")
    },
  ]
}
