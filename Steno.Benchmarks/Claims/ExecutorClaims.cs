using Steno.Benchmarks.Sagas;

namespace Steno.Benchmarks.Claims;

/// <summary>The claims about running sagas. Where there is a peer its figures are quoted: it is in another language and not run here.</summary>
internal static class ExecutorClaims
{
    private const string Rust = "Rust crate steno 0.4.1 with its in-memory store, measured once on a machine of the same kind (2 cores); not measured here";

    // The first to run: until the JIT is through with the executor, one saga in flight costs several times what it does later.
    private static readonly Workload s_linear3 = InMemory("3-node chains, 256 in flight, in memory", 256, () => SagaDags.Chain(3)) with { PrimingMs = 2_000 };
    private static readonly Workload s_linear3Alone = InMemory("3-node chains, 1 in flight, in memory", 1, () => SagaDags.Chain(3));
    private static readonly Workload s_linear10 = InMemory("10-node chains, 256 in flight, in memory", 256, () => SagaDags.Chain(10));
    private static readonly Workload s_linear10Alone = InMemory("10-node chains, 1 in flight, in memory", 1, () => SagaDags.Chain(10));
    private static readonly Workload s_wide8 = InMemory("1-8-1, 256 in flight, in memory", 256, () => SagaDags.Wide(8));
    private static readonly Workload s_wide8Alone = InMemory("1-8-1, 1 in flight, in memory", 1, () => SagaDags.Wide(8));

    private static readonly Workload s_ownDag = new("3-node chains with parameters of their own, 256 in flight, in memory", 256,
        [new(Contender.Ours, () => new SagaTarget(SagaDags.Chain(3), sharesDag: false))], Item: "saga");

    private static readonly Workload s_durable = new("3-node chains, 1,024 in flight, durable", 1024,
        [new(Contender.Ours, () => new SagaTarget(SagaDags.Chain(3), isDurable: true))], Item: "saga");

    private static readonly Trial s_build = new BuildTrial(
        ("executor.build.linear3", () => SagaDags.Chain(3)),
        ("executor.build.chain3000", () => SagaDags.Chain(3_000)),
        ("executor.build.stages20x100", () => SagaDags.Stages(20, 100)));

    private static readonly Trial s_times = new TimesTrial(
        ("executor.chain.3000", () => SagaDags.Chain(3_000)),
        ("executor.chain.100000", () => SagaDags.Chain(100_000)),
        ("executor.stages3x100", () => SagaDags.Stages(3, 100)),
        ("executor.stages20x100", () => SagaDags.Stages(20, 100)));

    private static readonly Trial s_growth = new GrowthTrial("executor.chain.growth", 100, 1_000, 10_000, 100_000);
    private static readonly Trial s_memory = new MemoryTrial("executor.memory.million", isDurable: false, 1_000_000, 1_000_000);
    private static readonly Trial s_durableMemory = new MemoryTrial("executor.memory.durable", isDurable: true, 1_000_000, 100_000);

    // The claims about memory come first: what the others leave in the heap would hide a growth. The JIT warms up meanwhile.
    // Where no goal was set otherwise, the goal is the peer's figure.
    public static IReadOnlyList<Claim> All { get; } =
    [
        new FigureClaim("executor.memory.million", s_memory, 1.1, "ratio"),
        // Flat apart from the store's index, which may take 64 bytes a saga.
        new FigureClaim("executor.memory.durable.per_saga", s_durableMemory, 64, "B/saga"),
        new RateClaim("executor.linear3.n256", s_linear3, 200_000) { Quoted = new(20_700, Rust) },
        new AllocationClaim("executor.linear3.alloc", s_linear3, 4_096),
        new RateClaim("executor.linear3.n1", s_linear3Alone, 24_600) { Quoted = new(24_600, Rust) },
        new RateClaim("executor.linear3.own_dag.n256", s_ownDag, 20_700) { Quoted = new(20_700, Rust) },
        new RateClaim("executor.linear10.n1", s_linear10Alone, 10_000) { Quoted = new(10_000, Rust) },
        new RateClaim("executor.linear10.n256", s_linear10, 6_600) { Quoted = new(6_600, Rust) },
        new RateClaim("executor.wide8.n1", s_wide8Alone, 9_400) { Quoted = new(9_400, Rust) },
        new RateClaim("executor.wide8.n256", s_wide8, 60_000) { Quoted = new(7_200, Rust) },
        new RateClaim("executor.linear3.durable.n1024", s_durable, 40_000),
        new FigureClaim("executor.build.linear3", s_build, 20, "us"),
        new FigureClaim("executor.build.linear3.json", s_build, 5, "us"),
        new FigureClaim("executor.build.chain3000", s_build, 10_000, "us"),
        new FigureClaim("executor.build.chain3000.json", s_build, 10_000, "us"),
        new FigureClaim("executor.build.stages20x100", s_build, 20_000, "us"),
        new FigureClaim("executor.build.stages20x100.json", s_build, 20_000, "us"),
        new FigureClaim("executor.chain.3000", s_times, 10, "ms") { Quoted = new(538, Rust) },
        new FigureClaim("executor.chain.100000", s_times, 333, "ms"),
        new FigureClaim("executor.stages3x100", s_times, 20, "ms") { Quoted = new(170, Rust) },
        new FigureClaim("executor.stages20x100", s_times, 20, "ms"),
        new FigureClaim("executor.chain.growth", s_growth, 2, "ratio"),
    ];

    private static Workload InMemory(string name, int callers, Func<Dag> dag)
        => new(name, callers, [new(Contender.Ours, () => new SagaTarget(dag()))], Item: "saga");
}
