import ArgumentParser
import CRM
import Foundation

/// `tryzore user`: accounts, from the command line.
struct User: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make accounts, and let people back into theirs.",
    discussion:
      "Examples:\n  tryzore user create ada@example.com --first-name Ada --last-name Lovelace\n  tryzore user create ada@example.com --organization main --role staff",
    subcommands: [UserCreate.self, UserRemoveSecondFactor.self])
}

/// `tryzore user create EMAIL`
struct UserCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make an account; the password is read from standard input.",
    discussion: """
      Examples:
        echo 'a long password' | tryzore user create ada@example.com --first-name Ada --last-name Lovelace
        tryzore user create ada@example.com --first-name Ada --last-name Lovelace --organization main --role staff
      """)

  @Argument(help: "E-mail address to sign in with.")
  var email: String

  @Option(help: "First name.")
  var firstName: String

  @Option(help: "Last name.")
  var lastName: String

  @Option(help: "Slug of an organization to join.")
  var organization: String?

  @Option(help: "Role there: owner, admin, staff, trainer or member.")
  var role = "staff"

  @OptionGroup var target: Target

  func run() async throws {
    let address = try Email(text: email)
    let first = try Name(text: firstName)
    let last = try Name(text: lastName)
    guard let role = Role(rawValue: role) else {
      throw CommandFailure(.usage, "--role must be owner, admin, staff, trainer or member.")
    }
    if isatty(STDIN_FILENO) == 1 { Terminal.note("Password:") }
    guard let line = readLine() else { throw CommandFailure(.usage, "Give a password on standard input.") }
    let password = try Password(text: line)
    try await target.withWorker { database, _ in
      let operators = Operators(database)
      var joined: UUID?
      if let organization {
        joined = try await operators.findOrganization(slug: organization)
        if joined == nil {
          throw CommandFailure(.notFound, "There is no organization with the slug \(organization).")
        }
      }
      let user = try await operators.createUser(
        email: address, password: password, firstName: first, lastName: last)
      if let joined { try await operators.addPerson(user, to: joined, role: role) }
      print(user.uuidString.lowercased())
    }
  }
}

/// `tryzore user remove-second-factor EMAIL`
struct UserRemoveSecondFactor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove-second-factor",
    abstract: "Let somebody who lost their device and recovery codes sign in by password alone.",
    discussion: """
      First make sure by other means that it is them who ask.
      Examples:
        tryzore user remove-second-factor ada@example.com
      """)

  @Argument(help: "E-mail address that the person signs in with.")
  var email: String

  @OptionGroup var target: Target

  func run() async throws {
    let address = try Email(text: email)
    try await target.withWorker { database, _ in
      let operators = Operators(database)
      guard let user = try await operators.findUser(address) else {
        throw CommandFailure(.notFound, "Nobody signs in with that address.")
      }
      guard try await operators.removeSecondFactor(of: user) else {
        throw CommandFailure(.conflict, "There is no second factor.")
      }
      print("removed")
    }
  }
}
