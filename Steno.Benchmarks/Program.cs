using Steno.Benchmarks.Claims;
using Steno.Benchmarks.Growth;
using Steno.Benchmarks.Micro;

switch (args.FirstOrDefault())
{
    case "claims":
        return ClaimsCommand.Run(args.AsSpan(1));
    case "fill":
        return FillCommand.Run(args.AsSpan(1));
    case "micro":
        return MicroCommand.Run(args[1..]);
    default:
        Console.Error.WriteLine("""
            claims [--only PREFIX] [--quick | --long] [--json] [--dir DIRECTORY]
                                                                           measures every claim against its peer
            micro [BenchmarkDotNet arguments]                              runs the micro benchmarks
            """);
        return args is ["--help" or "-h"] ? 0 : 2;
}
