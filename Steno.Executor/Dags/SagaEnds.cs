namespace Steno;

/// <summary>Finds the start and the end of a saga that was read from JSON.</summary>
internal static class SagaEnds
{
    /// <summary>The node that the saga names as its start.</summary>
    /// <exception cref="InvalidDagException">There is no such node, or it is of another kind.</exception>
    public static DagNode RequireStart(SagaDag saga)
        => Require(saga, saga.StartNode, DagNodeKind.Start, InvalidDagProblem.WrongStartNode, "is named as the start of the saga");

    /// <summary>The node that the saga names as its end.</summary>
    /// <exception cref="InvalidDagException">There is no such node, or it is of another kind.</exception>
    public static DagNode RequireEnd(SagaDag saga)
        => Require(saga, saga.EndNode, DagNodeKind.End, InvalidDagProblem.WrongEndNode, "is named as the end of the saga");

    /// <summary>Refuses a second start or end.</summary>
    /// <exception cref="InvalidDagException">There is one.</exception>
    public static void RequireOnlyOnes(SagaDag saga)
    {
        for (uint i = 0; i < saga.AllNodes.Length; i++)
        {
            DagNodeKind kind = saga.AllNodes[(int)i].Kind;
            if (kind == DagNodeKind.Start && i != saga.StartNode)
            {
                throw saga.Invalid(InvalidDagProblem.WrongStartNode, i, "is a second start of the saga");
            }
            if (kind == DagNodeKind.End && i != saga.EndNode)
            {
                throw saga.Invalid(InvalidDagProblem.WrongEndNode, i, "is a second end of the saga");
            }
        }
    }

    private static DagNode Require(SagaDag saga, uint index, DagNodeKind kind, InvalidDagProblem problem, string role)
    {
        if (index >= saga.AllNodes.Length)
        {
            throw saga.Invalid(InvalidDagProblem.BadIndex, index, $"{role} and does not exist");
        }
        DagNode node = saga.AllNodes[(int)index];
        return node.Kind == kind ? node : throw saga.Invalid(problem, index, $"{role} and is none");
    }
}
