using System.Collections.Concurrent;
using Steno.Tests.Stores;

namespace Steno.Tests.Verification;

public class SagaVerifierTests
{
    [Fact]
    public async Task Verify_WellBehavedSaga_FindsNothing()
    {
        SagaVerification found = await VerifyAsync(new Behaviour());

        Assert.True(found.IsSound, found.ToString());
        // Every node fails once, every write is lost and kept once in each of those runs: that is many more runs than nodes.
        Assert.True(found.RunCount > 50, found.ToString());
    }

    [Fact]
    public async Task Verify_ActionThatCountsTwice_IsFound()
    {
        SagaVerification found = await VerifyAsync(new Behaviour { CountsTwice = "b" });

        SagaFinding finding = Assert.Single(found.Findings, finding => finding.Kind == SagaFindingKind.ActionNotIdempotent);
        Assert.Equal(new NodeName("b"), finding.Node);
        // A crash between the effect and its record shows the same mistake.
        Assert.Contains(found.Findings, other => other.Kind == SagaFindingKind.CrashChangesEnd && other.Situation.Contains("before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_UndoThatTakesBackTwice_IsFound()
    {
        SagaVerification found = await VerifyAsync(new Behaviour { UndoCountsTwice = "a" });

        SagaFinding finding = Assert.Single(found.Findings, finding => finding.Kind == SagaFindingKind.UndoNotIdempotent);
        Assert.Equal(new NodeName("a"), finding.Node);
    }

    // The world is clean after the first call; only the end tells that the second one failed.
    [Fact]
    public async Task Verify_UndoThatFailsTheSecondTime_IsFoundAsNotIdempotent()
    {
        SagaVerification found = await VerifyAsync(new Behaviour { UndoThrowsTwice = "a" });

        SagaFinding finding = Assert.Single(found.Findings, finding => finding.Kind == SagaFindingKind.UndoNotIdempotent);
        Assert.Equal(new NodeName("a"), finding.Node);
        Assert.StartsWith("stuck", finding.Found);
    }

    // Its own snapshot does not show what the action leaves, nor that it was undone.
    [Fact]
    public async Task Verify_ActionThatFailsTheSecondTime_IsFoundAsNotIdempotent()
    {
        SagaVerification found = await new SagaVerifier<World>(Actions(new Behaviour { ThrowsTwice = "b" }), () => new World(), _ => "").VerifyAsync(Dag()).Ends();

        SagaFinding finding = Assert.Single(found.Findings, finding => finding.Kind == SagaFindingKind.ActionNotIdempotent);
        Assert.Equal(new NodeName("b"), finding.Node);
        Assert.StartsWith("failed", finding.Found);
    }

    [Fact]
    public async Task Verify_UndoThatLeavesSomethingBehind_IsFoundAtEveryLaterNode()
    {
        SagaVerification found = await VerifyAsync(new Behaviour { NeverUndone = "a" });

        Assert.Equal(["b", "c", "d"], found.Findings.Where(finding => finding.Kind == SagaFindingKind.WorldNotClean).Select(finding => finding.Node!.Value.Value));
    }

    [Fact]
    public async Task Verify_UndoThatThrows_IsFoundAsStuck()
    {
        SagaVerification found = await VerifyAsync(new Behaviour { UndoThrows = "a" });

        Assert.Equal(3, found.Findings.Count(finding => finding.Kind == SagaFindingKind.UndoFailed));
        Assert.Contains("stuck", found.ToString());
    }

    [Fact]
    public async Task Verify_SagaThatFailsByItself_SaysSoAndTriesNothingElse()
    {
        SagaVerification found = await VerifyAsync(new Behaviour { Throws = "c" });

        Assert.Equal((1, SagaFindingKind.DoesNotSucceed), (found.RunCount, Assert.Single(found.Findings).Kind));
    }

    [Fact]
    public async Task Verify_Cancelled_Ends()
    {
        SagaVerifier<World> verifier = new(Actions(new Behaviour()), () => new World(), world => world.Describe());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifier.VerifyAsync(Dag(), new CancellationToken(canceled: true)));
    }

    private static Task<SagaVerification> VerifyAsync(Behaviour behaviour)
        => new SagaVerifier<World>(Actions(behaviour), () => new World(), world => world.Describe()).VerifyAsync(Dag()).Ends();

    private static SagaDag Dag()
    {
        ActionName book = new("book");
        return new SagaDag(new DagBuilder(new SagaName("bookings"))
            .Append(Node.Action("a", "a", book))
            .AppendParallel(Node.Action("b", "b", book), Node.Action("c", "c", book))
            .Append(Node.Action("d", "d", book))
            .Build(), default);
    }

    private static ActionRegistry<World> Actions(Behaviour behaviour) => new ActionRegistry<World>().Register(SagaAction.Create<World, string>(
        "book",
        context =>
        {
            string node = context.NodeName.Value;
            if (node == behaviour.Throws || (node == behaviour.ThrowsTwice && context.User.Bookings.ContainsKey(node)))
            {
                throw new InvalidOperationException("full");
            }
            context.User.Bookings.AddOrUpdate(node, 1, (_, count) => node == behaviour.CountsTwice ? count + 1 : count);
            return ValueTask.FromResult<ActionResult<string>>(node);
        },
        context =>
        {
            string node = context.NodeName.Value;
            if (node == behaviour.UndoThrows || (node == behaviour.UndoThrowsTwice && !context.User.Bookings.ContainsKey(node)))
            {
                throw new InvalidOperationException("too late");
            }
            if (node == behaviour.UndoCountsTwice)
            {
                context.User.Balance += context.User.Bookings.TryRemove(node, out _) ? 0 : 1;
            }
            else if (node != behaviour.NeverUndone)
            {
                context.User.Bookings.TryRemove(node, out _);
            }
            return default;
        }));

    /// <summary>Which node misbehaves, and how.</summary>
    private sealed record Behaviour
    {
        public string? CountsTwice { get; init; }
        public string? UndoCountsTwice { get; init; }
        public string? NeverUndone { get; init; }
        public string? UndoThrows { get; init; }
        public string? Throws { get; init; }
        public string? ThrowsTwice { get; init; }
        public string? UndoThrowsTwice { get; init; }
    }

    private sealed class World
    {
        public ConcurrentDictionary<string, int> Bookings { get; } = [];

        public int Balance { get; set; }

        public string Describe() => $"{string.Join(' ', Bookings.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{entry.Value}"))} balance {Balance}";
    }
}
