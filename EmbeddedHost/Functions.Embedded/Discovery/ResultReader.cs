using System.Reflection;

namespace Functions.Embedded.Discovery;

/// <summary>Awaits what a function returned, whatever kind of task it is, on the caller's synchronization context.</summary>
static class ResultReader
{
    public static (Func<object?, ValueTask<object?>> Read, Type? ResultType) For(Type returnType)
    {
        if (returnType == typeof(void))
            return (_ => default, null);
        if (returnType == typeof(Task))
            return (ReadTaskAsync, null);
        if (returnType == typeof(ValueTask))
            return (ReadValueTaskAsync, null);
        if (returnType.IsGenericType && returnType.GetGenericTypeDefinition() is var generic &&
            (generic == typeof(Task<>) || generic == typeof(ValueTask<>)))
        {
            var result = returnType.GetGenericArguments()[0];
            var reader = generic == typeof(Task<>) ? nameof(ReadTaskOfAsync) : nameof(ReadValueTaskOfAsync);
            var method = typeof(ResultReader).GetMethod(reader, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(result);
            return (method.CreateDelegate<Func<object?, ValueTask<object?>>>(), result);
        }

        return (value => ValueTask.FromResult(value), returnType);
    }

    static async ValueTask<object?> ReadTaskAsync(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    static async ValueTask<object?> ReadValueTaskAsync(object? returned)
    {
        await (ValueTask)returned!;
        return null;
    }

    static async ValueTask<object?> ReadTaskOfAsync<T>(object? returned) => await (Task<T>)returned!;

    static async ValueTask<object?> ReadValueTaskOfAsync<T>(object? returned) => await (ValueTask<T>)returned!;
}
