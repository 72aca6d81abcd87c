namespace Steno.Tests.Dags;

/// <summary>The DAGs of the golden files, put together by hand as their names and nodes tell.</summary>
internal static class GoldenShapes
{
    public static IReadOnlyDictionary<string, Dag> All { get; } = new Dictionary<string, Dag>
    {
        ["single"] = Stages("single", "a"),
        ["linear2"] = Stages("linear2", "a", "b"),
        ["linear3"] = Stages("linear3", "a", "b", "c"),
        ["diamond"] = Stages("diamond", "a", "b c", "d"),
        ["wide3"] = Stages("wide3", "a", "b c d", "e"),
        ["two_stage"] = Stages("two_stage", "a", "b c", "d e", "f"),
        ["const"] = new DagBuilder(new SagaName("const"))
            .Append(Act("a"))
            .Append(Node.Constant("k", RawJson.Parse("""{"x":[1,"two",null]}""")))
            .Append(Act("b"))
            .Build(),
        ["subsaga"] = new DagBuilder(new SagaName("subsaga"))
            .Append(Act("p"))
            .Append(Node.Subsaga("sub", TwoSteps, "p"))
            .Append(Act("z"))
            .Build(),
        ["nested"] = Nested(),
        ["subsaga_parallel"] = new DagBuilder(new SagaName("subsaga_parallel"))
            .Append(Act("p"))
            .AppendParallel(Act("x"), Node.Subsaga("sub", TwoSteps, "p"), Act("y"))
            .Append(Act("z"))
            .Build(),
        ["subsaga_diamond"] = new DagBuilder(new SagaName("subsaga_diamond"))
            .Append(Act("p"))
            .Append(Node.Subsaga("sub", Stages("inner", "i1", "i2 i3", "i4"), "p"))
            .Append(Act("z"))
            .Build(),
        ["params"] = Stages("params \"q\" é", "a"),
        ["provision"] = Provision(),
    };

    private static Dag TwoSteps => new DagBuilder(new SagaName("inner")).Append(Act("s1", "sub.s1")).Append(Act("s2", "sub.s2")).Build();

    public static Node Act(string name, string? label = null) => Node.Action(name, label ?? name, new ActionName("act"));

    /// <summary>A DAG of actions; each text is a stage, with names between spaces.</summary>
    public static Dag Stages(string name, params string[] stages)
    {
        DagBuilder builder = new(new SagaName(name));
        foreach (string stage in stages)
        {
            builder.AppendParallel(stage.Split(' ').Select(node => Act(node)));
        }
        return builder.Build();
    }

    private static Dag Nested()
    {
        Dag innermost = new DagBuilder(new SagaName("innermost")).Append(Act("n1", "innermost.n1")).Build();
        Dag middle = new DagBuilder(new SagaName("mid"))
            .Append(Node.Constant("mp", "mid-params"))
            .Append(Node.Subsaga("innersub", innermost, "mp"))
            .Append(Act("m2", "mid.m2"))
            .Build();
        return new DagBuilder(new SagaName("nested")).Append(Act("p")).Append(Node.Subsaga("midsub", middle, "p")).Append(Act("z")).Build();
    }

    private static Dag Provision()
    {
        Dag serverAlloc = new DagBuilder(new SagaName("server-alloc"))
            .Append(Step("server_id", "ServerPick", "server_pick"))
            .Append(Step("server_reserve", "ServerReserve", "server_reserve"))
            .Build();
        return new DagBuilder(new SagaName("DemoVmProvision"))
            .Append(Step("instance_id", "InstanceCreate", "instance_create"))
            .Append(Node.Constant("server_alloc_params", RawJson.Parse("""{"number_of_things":1}""")))
            .AppendParallel(
                Step("instance_ip", "VpcAllocIp", "vpc_alloc_ip"),
                Step("volume_id", "VolumeCreate", "volume_create"),
                Node.Subsaga("server_alloc", serverAlloc, "server_alloc_params"))
            .Append(Step("instance_configure", "InstanceConfigure", "instance_configure"))
            .Append(Step("volume_attach", "VolumeAttach", "volume_attach"))
            .Append(Step("instance_boot", "InstanceBoot", "instance_boot"))
            .Append(Step("print", "Print", "print"))
            .Build();
    }

    private static Node Step(string name, string label, string action) => Node.Action(name, label, new ActionName(action));
}
