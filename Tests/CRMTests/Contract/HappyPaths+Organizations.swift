import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let organizations: Paths = [
    "listMyOrganizations": { try await $0.send("GET", "/v1/me/organizations") },
    "createOrganization": {
      try await $0.send("POST", "/v1/organizations", json: #"{"name": "Gym \#(UUID())"}"#)
    },
    "getOrganization": { try await $0.send("GET", "/v1/organizations/\($0.id)") },
    "listOrganizations": { try await $0.send("GET", "/v1/organizations") },
    "updateOrganization": { gym in
      try await gym.send(
        "PATCH", "/v1/organizations/\(gym.id)",
        json:
          ##"{"address": {"street": "1 Elm", "city": "Salem \##(UUID())", "region": null}, "color": "#00ff00"}"##,
        ifMatch: "*")
    },
    "deleteOrganization": { gym in
      let own = try await Gym.make()
      return try await own.send("DELETE", "/v1/organizations/\(own.id)")
    },
    "archiveOrganization": { gym in
      let own = try await Gym.make()
      return try await own.send("POST", "/v1/organizations/\(own.id)/archiving")
    },
    "restoreOrganization": { gym in
      let own = try await Gym.make()
      _ = try await own.send("POST", "/v1/organizations/\(own.id)/archiving")
      return try await own.send("POST", "/v1/organizations/\(own.id)/restoration")
    },
    "listLocations": { try await $0.send("GET", "/v1/organizations/\($0.id)/locations") },
    "getBookingSettings": { try await $0.settings("booking") },
    "updateBookingSettings": { gym in
      try await gym.patchSettings(
        "booking",
        #"""
        {"opens_at": "06:30", "cancel_window_hours": \#(Int.random(in: 2...70)).5, "blackout": {"from": "23:00", "to": "07:00"},
         "late_cancel_fee": {"amount": 1000, "currency": "USD"}, "strikes": {"limit": 3, "days": 60}}
        """#)
    },
    "getHoursSettings": { try await $0.settings("hours") },
    "updateHoursSettings": { gym in
      try await gym.patchSettings(
        "hours",
        #"""
        {"sunday": [{"opens": "08:00", "closes": "12:00"}, {"opens": "14:00", "closes": "24:00"}],
         "exceptions": [{"date": "2026-12-25", "hours": [], "note": "Christmas \#(UUID())"}]}
        """#)
    },
    "getComplianceSettings": { try await $0.settings("compliance") },
    "updateComplianceSettings": { gym in
      let jurisdiction = ["UK", "CA", "AU", "EU"].randomElement() ?? "UK"
      _ = try await gym.patchSettings("compliance", #"{"jurisdiction": "US"}"#)
      return try await gym.patchSettings("compliance", #"{"jurisdiction": "\#(jurisdiction)"}"#)
    },
    "getLocationSettings": { try await $0.settings("locations") },
    "updateLocationSettings": { gym in
      _ = try await gym.patchSettings("locations", #"{"booking_elsewhere": null}"#)
      return try await gym.patchSettings("locations", #"{"booking_elsewhere": "home"}"#)
    },
    "getAlertSettings": { try await $0.settings("alerts") },
    "updateAlertSettings": { gym in
      _ = try await gym.patchSettings("alerts", #"{"payment_past_due": null}"#)
      return try await gym.patchSettings("alerts", #"{"payment_past_due": "off", "birthday": "warn"}"#)
    },
    "getBrandingSettings": { try await $0.settings("branding") },
    "updateBrandingSettings": { gym in
      try await gym.patchSettings(
        "branding", ##"{"color": "#Ef4444", "reply_to": "\##(UUID())@example.com"}"##)
    },
    "exportSettings": { try await $0.settings("export") },
    "getNavigation": { try await $0.send("GET", "/v1/me/navigation") },
    "startOnboarding": { try await $0.installation.startOnboarding() },
    "getOnboarding": { gym in
      let wizard = try await TestOnboarding.answered(gym.installation)
      return try await wizard.send("GET", "/v1/onboarding/session")
    },
    "cancelOnboarding": { gym in
      try await TestOnboarding.start(gym.installation).send("DELETE", "/v1/onboarding/session")
    },
    "answerOnboardingOrganization": { gym in
      try await TestOnboarding.start(gym.installation).answer(1)
    },
    "answerOnboardingAccount": { gym in try await TestOnboarding.start(gym.installation).answer(2) },
    "answerOnboardingLocations": { gym in try await TestOnboarding.start(gym.installation).answer(3) },
    "completeOnboarding": { gym in try await TestOnboarding.answered(gym.installation).complete() },
    "recoverOnboarding": { gym in
      try await gym.installation.send(
        "POST", "/v1/onboarding/recovery-options", json: #"{"email": "\#(UUID())@example.com"}"#,
        from: TestInstallation.anywhere())
    },
    "resumeOnboarding": { gym in
      let wizard = try await TestOnboarding.answered(gym.installation)
      return try await wizard.send("POST", "/v1/onboarding/resume", token: try await wizard.mailed())
    },
  ]
}
