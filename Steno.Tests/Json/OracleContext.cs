using System.Text.Json.Serialization;

namespace Steno.Tests.Json;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(TimeOnly))]
[JsonSerializable(typeof(TimeSpan))]
internal sealed partial class OracleContext : JsonSerializerContext;
