import ArgumentParser
import CRM
import Foundation
import HTTPTypes
import Web

/// `tryzore routes`: what the API can do, and who may.
struct Routes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the operations with the permission that each needs.",
    discussion: "Examples:\n  tryzore routes\n  tryzore routes --markdown > docs/permissions.md")

  @Flag(help: "Print the matrix of operations and roles as Markdown.")
  var markdown = false

  func run() async throws {
    let product = try await Product(Keys())
    if markdown { return print(Routes.matrix(product.api), terminator: "") }
    for operation in product.api.operations {
      let method = operation.method.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
      let path = operation.path.padding(toLength: 36, withPad: " ", startingAt: 0)
      print("\(method) \(path) \(operation.label)")
    }
  }

  private static func matrix(_ api: API) -> String {
    var text =
      "# Who may do what\n\nPrinted by `tryzore routes --markdown`. Roles by default; grants and denials per "
    text += "person come on top, and the database decides.\n\n"
    text +=
      "| operation | method and path | needs | \(Role.allCases.map(\.rawValue).joined(separator: " | ")) |\n"
    text += "|---|---|---|\(String(repeating: "---|", count: Role.allCases.count))\n"
    for operation in api.operations {
      let marks = Role.allCases.map { operation.needs.includes($0) ? "yes" : "" }.joined(separator: " | ")
      text +=
        "| \(operation.id) | `\(operation.method.rawValue) \(operation.path)` | \(operation.label) | \(marks) |\n"
    }
    return text
  }
}

extension Web.Operation {
  fileprivate var label: String { needsStepUp ? "\(needs.label), step-up" : needs.label }
}

extension Access {
  fileprivate var label: String {
    switch self {
    case .open: "open"
    case .signedIn: "signed in"
    case .member: "member"
    case .permission(let slug): slug
    }
  }

  fileprivate func includes(_ role: Role) -> Bool {
    guard let permission else { return true }
    return Permission(rawValue: permission)?.roles.contains(role) ?? false
  }
}
