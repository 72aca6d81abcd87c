// The claims about JSON and enums in a native binary, both sides in it. `claims --aot` of Steno.Benchmarks publishes it and runs it.

using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Json;

return ClaimsCommand.Run(args, JsonClaims.All);
