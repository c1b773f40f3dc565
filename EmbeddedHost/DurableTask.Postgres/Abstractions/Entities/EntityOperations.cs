using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.DurableTask.Entities;

/// <summary>
/// The operations of one type: its public methods by name, each bound once. The table is made from the type alone, so
/// names that clients invent do not make it grow.
/// </summary>
sealed class EntityOperations
{
    static readonly ConditionalWeakTable<Type, EntityOperations> Known = [];

    readonly Type _type;
    readonly FrozenDictionary<string, Lazy<EntityOperationInvoker>> _invokers;

    EntityOperations(Type type)
    {
        _type = type;
        _invokers = type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(IsOperation)
            .GroupBy(method => method.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                group => group.Key,
                group => new Lazy<EntityOperationInvoker>(() => EntityOperationBinder.Bind(Choose(group.Key, [.. group]))),
                StringComparer.OrdinalIgnoreCase);
    }

    public static EntityOperations Of(Type type) => Known.GetValue(type, static key => new EntityOperations(key));

    /// <summary>The delegate for an operation; null when the type has no such method.</summary>
    /// <exception cref="AmbiguousMatchException">Several methods have the name.</exception>
    /// <exception cref="InvalidOperationException">The method's parameters cannot be bound.</exception>
    public EntityOperationInvoker? Find(string operation) => _invokers.TryGetValue(operation, out var invoker) ? invoker.Value : null;

    // What every object and every entity has is no operation: it would be reachable from outside.
    static bool IsOperation(MethodInfo method)
    {
        var origin = method.GetBaseDefinition().DeclaringType;
        return origin != typeof(object) && origin != typeof(ValueType)
            && !(origin is { IsGenericType: true } && origin.GetGenericTypeDefinition() == typeof(TaskEntity<>));
    }

    MethodInfo Choose(string name, MethodInfo[] candidates)
    {
        // A method declared `new` hides the ones of the base classes, as it does for a caller in code.
        var visible = candidates.Where(candidate => !candidates.Any(other => Hides(other, candidate))).ToArray();
        return visible is [var only]
            ? only
            : throw new AmbiguousMatchException(
                $"{_type} has {visible.Length} public methods for operation '{name}'; an operation needs a name of its own.");
    }

    static bool Hides(MethodInfo method, MethodInfo other)
        => method.DeclaringType!.IsSubclassOf(other.DeclaringType!)
            && method.GetParameters().Select(p => p.ParameterType).SequenceEqual(other.GetParameters().Select(p => p.ParameterType));
}
