using System.Runtime.CompilerServices;
using Steno.Store;

namespace Steno.Cli.Store;

/// <summary>Walks through a store a page at a time, so that memory stays bounded.</summary>
internal static class StorePages
{
    /// <summary>Each page costs one pass over the store's index, so few large ones.</summary>
    private const int PageSagas = 4096;

    /// <summary>Every saga that the query selects, up to its limit.</summary>
    public static async IAsyncEnumerable<SagaInfo> AllAsync(FasterSecStore store, SagaQuery query, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int left = limit; left > 0;)
        {
            IReadOnlyList<SagaInfo> page = await store.ListSagasAsync(query with { Limit = Math.Min(left, PageSagas) }, cancellation);
            foreach (SagaInfo info in page)
            {
                yield return info;
            }
            if (page.Count < Math.Min(left, PageSagas))
            {
                yield break;
            }
            left -= page.Count;
            query = query with { After = page[^1].Id };
        }
    }
}
