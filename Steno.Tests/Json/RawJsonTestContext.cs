using System.Text.Json.Serialization;

namespace Steno.Tests.Json;

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SagaNodeEvent))]
[JsonSerializable(typeof(ActionError))]
internal sealed partial class RawJsonTestContext : JsonSerializerContext;
