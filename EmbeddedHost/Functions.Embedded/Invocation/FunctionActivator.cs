using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Invocation;

/// <summary>Makes the function's object from the services of the invocation's scope.</summary>
sealed class FunctionActivator : IFunctionActivator
{
    readonly ConcurrentDictionary<Type, bool> _checked = new();

    /// <exception cref="InvalidOperationException">The class has several public constructors, or a parameter is no service.</exception>
    public object? CreateInstance(Type instanceType, FunctionContext context)
    {
        // An object factory allows but one constructor, too. It would be compiled from an expression: a megabyte of memory for the
        // compiler alone.
        if (!_checked.GetOrAdd(instanceType, HasOneConstructor))
            throw new InvalidOperationException(
                $"'{instanceType}' has several public constructors; mark the one to use with [ActivatorUtilitiesConstructor].");
        return ActivatorUtilities.CreateInstance(context.InstanceServices, instanceType);
    }

    static bool HasOneConstructor(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.Length < 2 || constructors.Any(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)));
    }
}
