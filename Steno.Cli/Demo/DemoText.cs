using System.Text;
using Steno.Json;

namespace Steno.Cli.Demo;

/// <summary>What the demo prints for people.</summary>
internal static class DemoText
{
    /// <summary>Every line is out at once: the next moment may be the process's last.</summary>
    public static StreamWriter Open(Stream output) => new(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true, NewLine = "\n" };

    public static string Describe(SagaResult result) => result switch
    {
        SagaResult.Succeeded succeeded => $"succeeded, output {succeeded.RawOutput}",
        SagaResult.Failed failed => $"failed at node \"{failed.Node}\": {Json(failed.Error)}; everything that had succeeded was undone",
        SagaResult.Stuck stuck => $"stuck: node \"{stuck.Node}\" failed: {Json(stuck.Error)}, then the undo of \"{stuck.UndoNode}\" failed: {Json(stuck.UndoError)}",
        SagaResult.Abandoned abandoned => $"abandoned: {abandoned.Reason}",
        _ => throw new System.Diagnostics.UnreachableException($"A result of type {result.GetType().Name}."),
    };

    private static string Json<T>(T error)
        where T : IStenoJson<T>
        => Encoding.UTF8.GetString(StenoJson.Serialize(error));
}
