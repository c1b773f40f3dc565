using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Embedded.Invocation;

/// <summary>Makes the function's object from the services of the invocation's scope.</summary>
sealed class FunctionActivator : IFunctionActivator
{
    readonly ConcurrentDictionary<Type, ObjectFactory> _factories = new();

    public object? CreateInstance(Type instanceType, FunctionContext context) =>
        _factories.GetOrAdd(instanceType, type => ActivatorUtilities.CreateFactory(type, []))(context.InstanceServices, []);
}
