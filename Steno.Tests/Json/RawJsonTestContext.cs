using System.Text.Json.Serialization;

namespace Steno.Tests.Json;

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SagaNodeEvent))]
[JsonSerializable(typeof(ActionError))]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class RawJsonTestContext : JsonSerializerContext;
