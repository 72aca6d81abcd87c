// The actions do nothing but say so, hand on data and read what the nodes before them gave. The values and the types are those
// of the Rust crate's demo, so that either side goes on with a run that the other one dumped.

using Context = Steno.ActionContext<Steno.Cli.Demo.Provision.ProvisionContext>;

namespace Steno.Cli.Demo.Provision;

/// <summary>The actions of the demo saga.</summary>
internal static class ProvisionActions
{
    public static ActionRegistry<ProvisionContext> CreateRegistry() => new ActionRegistry<ProvisionContext>()
        .Register(Step("instance_create", CreateInstance))
        .Register(Step("vpc_alloc_ip", AllocateAddress))
        .Register(Step("volume_create", CreateVolume))
        .Register(Step("server_pick", PickServer))
        .Register(Step("server_reserve", ReserveServer))
        .Register(Step("instance_configure", ConfigureInstance))
        .Register(Step("volume_attach", RequireParts))
        .Register(Step("instance_boot", RequireParts))
        .Register(Step("print", Print));

    private static IAction<ProvisionContext> Step<TOutput>(string name, Func<Context, TOutput> act) => SagaAction.Create<ProvisionContext, TOutput>(
        name,
        async context =>
        {
            await context.User.WorkAsync("running", context);
            return act(context);
        },
        context => context.User.WorkAsync("undoing", context));

    private static IAction<ProvisionContext> Step(string name, Action<Context> act) => SagaAction.Create<ProvisionContext>(
        name,
        async context =>
        {
            await context.User.WorkAsync("running", context);
            act(context);
            return ActionResult.Success;
        },
        context => context.User.WorkAsync("undoing", context));

    private static ulong CreateInstance(Context context)
    {
        _ = context.Parameters<ProvisionParameters>();
        return 1211;
    }

    private static string AllocateAddress(Context context)
    {
        _ = context.Output<ulong>("instance_id");
        return "10.120.121.122";
    }

    private static ulong CreateVolume(Context context)
    {
        _ = context.Output<ulong>("instance_id");
        return 1213;
    }

    private static ulong PickServer(Context context)
    {
        _ = context.Parameters<ServerAllocParameters>();
        return 1212;
    }

    private static ServerAllocation ReserveServer(Context context)
    {
        _ = context.Parameters<ServerAllocParameters>();
        return new ServerAllocation(context.Output<ulong>("server_id"));
    }

    private static void ConfigureInstance(Context context)
    {
        _ = context.Parameters<ProvisionParameters>();
        RequireParts(context);
    }

    private static void RequireParts(Context context)
    {
        _ = context.Output<ulong>("instance_id");
        _ = context.Output<ulong>("volume_id");
        _ = context.Output<ServerAllocation>("server_alloc");
    }

    private static string Print(Context context)
    {
        ulong instance = context.Output<ulong>("instance_id");
        ulong server = context.Output<ServerAllocation>("server_alloc").ServerId;
        return $"instance {instance} runs on server {server} with volume {context.Output<ulong>("volume_id")} at {context.Output<string>("instance_ip")}";
    }
}
