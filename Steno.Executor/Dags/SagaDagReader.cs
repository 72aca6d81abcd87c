// Reads what serde reads of the Rust crate's structs. Only the JSON is judged here: whether indices and edges make sense
// is for SagaShape to say, which can name the node.

using Steno.Json;

namespace Steno;

/// <summary>Reads a saga's JSON.</summary>
internal static class SagaDagReader
{
    private static readonly StructMembers SagaMembers = new("saga_name", "graph", "start_node", "end_node");
    private static readonly StructMembers GraphMembers = new("nodes", "node_holes", "edge_property", "edges") { Optional = 1 };

    public static SagaDag Read(ref StenoJsonReader reader)
    {
        SagaName name = default;
        (DagNode[] Nodes, DagEdge[] Edges) graph = ([], []);
        uint startNode = 0;
        uint endNode = 0;
        StructReader members = new(ref reader, SagaMembers);
        while (members.TryNext(ref reader, out int member))
        {
            switch (member)
            {
                case 0:
                    name = reader.ReadValue<SagaName, SagaName>();
                    break;
                case 1:
                    graph = ReadGraph(ref reader);
                    break;
                case 2:
                    startNode = reader.ReadInteger<uint>();
                    break;
                default:
                    endNode = reader.ReadInteger<uint>();
                    break;
            }
        }
        return new(name, graph.Nodes, graph.Edges, startNode, endNode);
    }

    private static (DagNode[] Nodes, DagEdge[] Edges) ReadGraph(ref StenoJsonReader reader)
    {
        DagNode[] nodes = [];
        DagEdge[] edges = [];
        StructReader members = new(ref reader, GraphMembers);
        while (members.TryNext(ref reader, out int member))
        {
            switch (member)
            {
                case 0:
                    nodes = ReadNodes(ref reader);
                    break;
                case 1:
                    ReadNodeHoles(ref reader);
                    break;
                case 2:
                    ReadEdgeProperty(ref reader);
                    break;
                default:
                    edges = ReadEdges(ref reader);
                    break;
            }
        }
        return (nodes, edges);
    }

    private static DagNode[] ReadNodes(ref StenoJsonReader reader)
    {
        List<DagNode> nodes = [];
        reader.BeginArray();
        while (reader.TryNextItem())
        {
            nodes.Add(DagNodeReader.Read(ref reader));
        }
        return [.. nodes];
    }

    private static void ReadNodeHoles(ref StenoJsonReader reader)
    {
        reader.BeginArray();
        if (reader.TryNextItem())
        {
            throw reader.Fail("a DAG has no holes between its nodes");
        }
    }

    private static void ReadEdgeProperty(ref StenoJsonReader reader)
    {
        if (!reader.BeginCase(out bool hasValue).SequenceEqual("directed"u8))
        {
            throw reader.Fail("a DAG's edges are directed");
        }
        if (hasValue)
        {
            reader.ReadNull();
            reader.EndCase();
        }
    }

    private static DagEdge[] ReadEdges(ref StenoJsonReader reader)
    {
        List<DagEdge> edges = [];
        reader.BeginArray();
        while (reader.TryNextItem())
        {
            reader.BeginArray();
            reader.NextItem("the edge's source");
            uint source = reader.ReadInteger<uint>();
            reader.NextItem("the edge's target");
            uint target = reader.ReadInteger<uint>();
            reader.NextItem("the edge's weight");
            reader.ReadNull();
            reader.EndArray();
            edges.Add(new(source, target));
        }
        return [.. edges];
    }
}
