namespace Steno;

/// <summary>What a handle needs of a runner, whatever the application's context type.</summary>
internal interface ISagaRunner
{
    SagaId Id { get; }

    Task<SagaResult> Completion { get; }

    SagaView GetView();
}
