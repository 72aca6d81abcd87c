// Checks a recorded log against the DAG before a machine takes it in. Only the statuses are looked at, never the order: stores
// may give events back in any. Each rule holds after every prefix of every run; a log that breaks one was damaged or belongs to
// another DAG. A node that never started is legal beside parents of every status: it may wait, or have been abandoned (the
// Rust crate refuses the second and so cannot recover a half-unwound fork-join).

namespace Steno;

internal static class SagaLogValidation
{
    public static void Validate(SagaShape shape, SagaLog log)
    {
        foreach (SagaNodeEvent recorded in log.Events)
        {
            if (recorded.NodeId.Value >= (uint)shape.Count)
            {
                throw new SagaLogException(log.SagaId, recorded.NodeId, $"the DAG has only {shape.Count} nodes.");
            }
        }
        bool hasFailed = false;
        bool isUndoing = false;
        for (int node = 0; node < shape.Count; node++)
        {
            SagaNodeStatus status = StatusOf(log, node);
            hasFailed |= status == SagaNodeStatus.Failed;
            isUndoing |= status > SagaNodeStatus.Failed;
            RequireFailable(shape, log, node, status);
            foreach (int parent in shape.ParentsOf(node))
            {
                RequireLegal(log, node, status, parent, StatusOf(log, parent));
            }
        }
        if (isUndoing && !hasFailed)
        {
            throw new SagaLogException(log.SagaId, null, "nodes were undone and none has failed.");
        }
    }

    private static void RequireFailable(SagaShape shape, SagaLog log, int node, SagaNodeStatus status)
    {
        if (status == SagaNodeStatus.Failed && shape[node].Kind is DagNodeKind.Start or DagNodeKind.End or DagNodeKind.SubsagaStart)
        {
            throw new SagaLogException(log.SagaId, Id(node), $"{shape[node].DisplayName} cannot fail.");
        }
    }

    private static void RequireLegal(SagaLog log, int node, SagaNodeStatus status, int parent, SagaNodeStatus parentStatus)
    {
        bool isLegal = status switch
        {
            SagaNodeStatus.NeverStarted => true,
            SagaNodeStatus.Failed or SagaNodeStatus.UndoFinished => HasSucceeded(parentStatus),
            _ => parentStatus == SagaNodeStatus.Succeeded,
        };
        if (!isLegal)
        {
            throw new SagaLogException(log.SagaId, Id(node), $"its status is {status} while node {parent}, on which it depends, is {parentStatus}.");
        }
    }

    private static bool HasSucceeded(SagaNodeStatus status)
        => status is SagaNodeStatus.Succeeded or SagaNodeStatus.UndoStarted or SagaNodeStatus.UndoFinished or SagaNodeStatus.UndoFailed;

    private static SagaNodeStatus StatusOf(SagaLog log, int node) => log.StatusOf(Id(node));

    private static SagaNodeId Id(int node) => new((uint)node);
}
