/// What the query of a URL would be told, asked beforehand: for parameters that somebody keeps and sends later.
public enum QueryCheck {
  /// What is wrong with these parameters, read as that input; each place is a parameter's name.
  public static func faults<Input: Decodable>(of type: Input.Type, in parameters: [String: String]) -> [Fault]
  {
    let members = parameters.sorted { $0.key < $1.key }.map {
      (key: $0.key, value: JSONValue.string($0.value))
    }
    do throws(Faults) {
      _ = try InputDecoder.decode(type, from: .object(members), source: .query)
      return []
    } catch {
      return error.all
    }
  }
}
