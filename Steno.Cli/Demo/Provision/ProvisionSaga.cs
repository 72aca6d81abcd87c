namespace Steno.Cli.Demo.Provision;

/// <summary>The demo saga: what it takes to bring up a virtual machine, with a parallel stage and a subsaga in it.</summary>
internal static class ProvisionSaga
{
    /// <summary>The saga as the Rust crate's demo has it, node for node: names, labels, parameters.</summary>
    public static SagaDag Create()
    {
        Dag dag = new DagBuilder(new SagaName("DemoVmProvision"))
            .Append(Step("instance_id", "InstanceCreate", "instance_create"))
            .Append(Node.Constant("server_alloc_params", new ServerAllocParameters(1)))
            .AppendParallel(
                Step("instance_ip", "VpcAllocIp", "vpc_alloc_ip"),
                Step("volume_id", "VolumeCreate", "volume_create"),
                Node.Subsaga("server_alloc", CreateServerAlloc(), "server_alloc_params"))
            .Append(Step("instance_configure", "InstanceConfigure", "instance_configure"))
            .Append(Step("volume_attach", "VolumeAttach", "volume_attach"))
            .Append(Step("instance_boot", "InstanceBoot", "instance_boot"))
            .Append(Step("print", "Print", "print"))
            .Build();
        return SagaDag.Create(dag, new ProvisionParameters("fake-o instance", 1));
    }

    private static Dag CreateServerAlloc() => new DagBuilder(new SagaName("server-alloc"))
        .Append(Step("server_id", "ServerPick", "server_pick"))
        .Append(Step("server_reserve", "ServerReserve", "server_reserve"))
        .Build();

    private static Node Step(string name, string label, string action) => Node.Action(name, label, new ActionName(action));
}
