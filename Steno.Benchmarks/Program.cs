using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Growth;
using Steno.Benchmarks.Micro;
using Steno.Benchmarks.Plots;

switch (args.FirstOrDefault())
{
    case "claims" when args.Contains(AotClaims.Option):
        return AotClaims.Run(args.Skip(1));
    case "claims":
        return ClaimsCommand.Run(args.AsSpan(1), ClaimCatalog.All);
    case "fill":
        return FillCommand.Run(args.AsSpan(1));
    case "plots":
        return PlotsCommand.Run(args.AsSpan(1), Console.Out, Console.Error);
    case "micro":
        return MicroCommand.Run(args[1..]);
    default:
        Console.Error.WriteLine("""
            claims [--only PREFIX] [--quick | --long] [--json] [--dir DIRECTORY]
                                                                           measures every claim against its peer
            claims --aot [the same]                                        those about JSON and enums, in a native binary
            plots CLAIMS.jsonl --out DIRECTORY                             draws the JSON lines of a claims run as SVG charts
            micro [BenchmarkDotNet arguments]                              runs the micro benchmarks
            """);
        return args is ["--help" or "-h"] ? 0 : 2;
}
