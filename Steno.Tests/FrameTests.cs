using Steno.Store;

namespace Steno.Tests;

public class FrameTests
{
    [Fact]
    public async Task InMemoryStore_AcceptsACreate()
        => await new InMemorySecStore().CreateSagaAsync(new SagaCreateParams(SagaId.New(), new SagaName("x"), default, SagaCachedState.Running));
}
