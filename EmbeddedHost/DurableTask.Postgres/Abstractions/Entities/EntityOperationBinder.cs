using System.Reflection;

namespace Microsoft.DurableTask.Entities;

/// <summary>Prepares the call of a method: binds its parameters, and turns whatever it returns into one kind of task.</summary>
static class EntityOperationBinder
{
    const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;

    public static EntityOperationInvoker Bind(MethodInfo method)
    {
        if (method.ContainsGenericParameters)
            throw CannotBind(method, "it is generic");

        var readers = BindParameters(method);
        var asTask = ReturnReader(method);
        // An expression would do the same, but its compiler alone takes longer to load than all operations of an import.
        var invoker = MethodInvoker.Create(method);
        return (target, operation) =>
        {
            var arguments = new object?[readers.Length];
            for (var i = 0; i < arguments.Length; i++)
                arguments[i] = readers[i](operation);
            // A state that is a struct comes boxed, and the method changes what is in the box.
            return asTask(invoker.Invoke(target, arguments.AsSpan()));
        };
    }

    static Func<TaskEntityOperation, object?>[] BindParameters(MethodInfo method)
    {
        var bound = new HashSet<string>();
        return [.. method.GetParameters().Select(parameter =>
        {
            if (parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike)
                throw CannotBind(method, $"parameter '{parameter.Name}' is passed by reference");
            var (what, reader) = BindParameter(method, parameter);
            return bound.Add(what) ? reader : throw CannotBind(method, $"parameter '{parameter.Name}' is a second one for the {what}");
        })];
    }

    static (string What, Func<TaskEntityOperation, object?> Reader) BindParameter(MethodInfo method, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(TaskEntityContext))
            return ("context", operation => operation.Context);
        if (type == typeof(TaskEntityOperation))
            return ("operation", operation => operation);

        var optional = parameter.HasDefaultValue;
        var fallback = optional ? DefaultOf(parameter) : null;
        return ("input", operation =>
            operation.HasInput ? operation.GetInput(type)
            : optional ? fallback
            : throw new InvalidOperationException(
                $"Operation '{operation}' came without input, but '{method.DeclaringType}.{method.Name}' needs one."));
    }

    // Reflection knows the default of a nullable enum as the underlying number. That of a value type declared as `default` is null, as
    // is what it takes for one.
    static object? DefaultOf(ParameterInfo parameter)
        => parameter.DefaultValue is { } value && Nullable.GetUnderlyingType(parameter.ParameterType) is { IsEnum: true } type
            ? Enum.ToObject(type, value)
            : parameter.DefaultValue;

    static Func<object?, ValueTask<object?>> ReturnReader(MethodInfo method)
    {
        var returned = method.ReturnType;
        if (returned.IsByRef || returned.IsByRefLike)
            throw CannotBind(method, "it returns a reference");
        if (returned == typeof(ValueTask))
            return FromValueTask;
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return Reader(nameof(FromValueTaskOf), returned);
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>))
            return Reader(nameof(FromTaskOf), returned);
        if (typeof(Task).IsAssignableFrom(returned))
            return FromTask;
        // Of a method without a result, null.
        return ValueTask.FromResult;
    }

    static Func<object?, ValueTask<object?>> Reader(string name, Type returned)
        => typeof(EntityOperationBinder).GetMethod(name, Private)!.MakeGenericMethod(returned.GetGenericArguments())
            .CreateDelegate<Func<object?, ValueTask<object?>>>();

    static async ValueTask<object?> FromTask(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    static async ValueTask<object?> FromTaskOf<T>(object? returned) => await (Task<T>)returned!;

    static async ValueTask<object?> FromValueTask(object? returned)
    {
        await (ValueTask)returned!;
        return null;
    }

    static async ValueTask<object?> FromValueTaskOf<T>(object? returned) => await (ValueTask<T>)returned!;

    static InvalidOperationException CannotBind(MethodInfo method, string reason)
        => new($"'{method.DeclaringType}.{method.Name}' cannot be an operation of an entity: {reason}.");
}
