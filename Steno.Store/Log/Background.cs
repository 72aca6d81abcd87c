namespace Steno.Store.Log;

/// <summary>Work that must get done although every thread of the pool may be waiting for it.</summary>
internal static class Background
{
    /// <summary>Runs something on a thread of its own; on the caller's when the system has none to give.</summary>
    public static void Run(Action work, string name)
    {
        if (!TryRun(work, name))
        {
            work();
        }
    }

    /// <summary>Runs something as <see cref="Run(Action, string)"/> does. What waits for the task continues on the pool.</summary>
    public static Task<T> Run<T>(Func<T> work, string name)
    {
        // Cold: its state and its failure are kept by the framework's own rules.
        var task = new Task<T>(work);
        Run(() => task.RunSynchronously(TaskScheduler.Default), name);
        return task;
    }

    /// <summary>Runs something on a thread of its own. False when the system has none to give.</summary>
    public static bool TryRun(Action work, string name)
    {
        try
        {
            new Thread(() => work()) { IsBackground = true, Name = name }.Start();
            return true;
        }
        catch (Exception noThread) when (noThread is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }
}
