using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.DurableTask.Entities;

/// <summary>Compiles the call of a method: binds its parameters, and turns whatever it returns into one kind of task.</summary>
static class EntityOperationCompiler
{
    const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;

    public static EntityOperationInvoker Compile(MethodInfo method)
    {
        if (method.ContainsGenericParameters)
            throw CannotBind(method, "it is generic");

        var target = Expression.Parameter(typeof(object), "target");
        var operation = Expression.Parameter(typeof(TaskEntityOperation), "operation");
        var type = method.DeclaringType!;
        // Unboxing gives the method the boxed state itself, so that it can change it.
        var instance = type.IsValueType ? Expression.Unbox(target, type) : Expression.Convert(target, type);
        var call = Expression.Call(instance, method, BindParameters(method, operation));
        return Expression.Lambda<EntityOperationInvoker>(AsTask(call, method), target, operation).Compile();
    }

    static List<Expression> BindParameters(MethodInfo method, ParameterExpression operation)
    {
        var arguments = new List<Expression>();
        var bound = new HashSet<string>();
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.IsByRef)
                throw CannotBind(method, $"parameter '{parameter.Name}' is passed by reference");
            var (what, argument) = Bind(method, parameter, operation);
            if (!bound.Add(what))
                throw CannotBind(method, $"parameter '{parameter.Name}' is a second one for the {what}");
            arguments.Add(argument);
        }

        return arguments;
    }

    static (string What, Expression Argument) Bind(MethodInfo method, ParameterInfo parameter, ParameterExpression operation)
    {
        if (parameter.ParameterType == typeof(TaskEntityContext))
            return ("context", Expression.Property(operation, nameof(TaskEntityOperation.Context)));
        if (parameter.ParameterType == typeof(TaskEntityOperation))
            return ("operation", operation);

        var read = typeof(EntityOperationCompiler).GetMethod(nameof(ReadInput), Private)!.MakeGenericMethod(parameter.ParameterType);
        // Reflection gives null as the default of a value type declared as `default`.
        var fallback = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return ("input", Expression.Call(
            read,
            operation,
            Expression.Constant(parameter.HasDefaultValue),
            Expression.Constant(fallback, typeof(object)),
            Expression.Constant(method)));
    }

    static T ReadInput<T>(TaskEntityOperation operation, bool optional, object? fallback, MethodInfo method)
    {
        var input = operation.HasInput ? operation.GetInput(typeof(T))
            : optional ? fallback
            : throw new InvalidOperationException(
                $"Operation '{operation}' came without input, but '{method.DeclaringType}.{method.Name}' needs one.");
        return input switch
        {
            null => default!,
            // The default of an optional nullable enum is known to reflection as the underlying number.
            _ when Nullable.GetUnderlyingType(typeof(T)) is { IsEnum: true } type && input is not T => (T)Enum.ToObject(type, input),
            _ => (T)input,
        };
    }

    static Expression AsTask(MethodCallExpression call, MethodInfo method)
    {
        var returned = method.ReturnType;
        if (returned == typeof(void))
            return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        if (returned == typeof(ValueTask))
            return Expression.Call(typeof(EntityOperationCompiler), nameof(FromValueTask), null, call);
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return Expression.Call(typeof(EntityOperationCompiler), nameof(FromValueTaskOf), returned.GetGenericArguments(), call);
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>))
            return Expression.Call(typeof(EntityOperationCompiler), nameof(FromTaskOf), returned.GetGenericArguments(), call);
        if (typeof(Task).IsAssignableFrom(returned))
            return Expression.Call(typeof(EntityOperationCompiler), nameof(FromTask), null, call);
        if (returned.IsByRef || returned.IsByRefLike)
            throw CannotBind(method, "it returns a reference");
        return Expression.Call(
            typeof(ValueTask), nameof(ValueTask.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));
    }

    static async ValueTask<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    static async ValueTask<object?> FromTaskOf<T>(Task<T> task) => await task;

    static async ValueTask<object?> FromValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    static async ValueTask<object?> FromValueTaskOf<T>(ValueTask<T> task) => await task;

    static InvalidOperationException CannotBind(MethodInfo method, string reason)
        => new($"'{method.DeclaringType}.{method.Name}' cannot be an operation of an entity: {reason}.");
}
