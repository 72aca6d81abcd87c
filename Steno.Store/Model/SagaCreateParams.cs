using Steno.Json;

namespace Steno;

/// <summary>What a saga's record is created from.</summary>
/// <param name="Id">The saga.</param>
/// <param name="Name">The name of the saga's kind.</param>
/// <param name="Dag">The saga's DAG and parameters; an opaque JSON value to the store.</param>
/// <param name="State">The cached state to begin with.</param>
/// <exception cref="StenoJsonException">The DAG is nested too deep to be read back inside the parameters.</exception>
[JsonObject]
public readonly partial record struct SagaCreateParams(SagaId Id, SagaName Name, RawJson Dag, SagaCachedState State)
{
    // {"dag":here}
    private const int LevelsAroundDag = 1;

    /// <summary>The saga's DAG and parameters; an opaque JSON value to the store.</summary>
    public RawJson Dag { get; init => field = Fitting(value); } = Fitting(Dag);

    private static RawJson Fitting(RawJson dag)
    {
        dag.RequireFits(LevelsAroundDag);
        return dag;
    }
}
