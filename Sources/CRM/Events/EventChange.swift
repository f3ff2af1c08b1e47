import Web

/// What a patch makes of an event, before it is written.
struct EventChange {
  let event: LockedEvent
  let patch: EventPatch
  let times: EventTimes

  init(_ event: LockedEvent, _ patch: EventPatch, _ times: EventTimes) {
    self.event = event
    self.patch = patch
    self.times = times
  }

  /// Whether it takes place at another time or in another room.
  var isMoved: Bool {
    times.startsAt != event.startsAt || times.endsAt != event.endsAt
      || patch.roomID.applied(to: event.roomID) != event.roomID
  }

  /// Whether those who have booked should know.
  var concernsBooked: Bool {
    isMoved || patch.instructorID.applied(to: event.instructorID) != event.instructorID
      || patch.location.map(\.text).applied(to: event.location) != event.location
      || patch.meetingLink.map(\.text).applied(to: event.meetingLink) != event.meetingLink
  }

  var faults: [Fault] {
    var faults: [Fault] = []
    if case .value(let price) = patch.price, let fault = price.fault(in: event.currency) {
      faults.append(fault)
    }
    if patch.tour.given != nil, event.tourID == nil { faults.append(.notATour) }
    return faults
  }
}
