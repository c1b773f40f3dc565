namespace Microsoft.DurableTask;

/// <summary>Hands an untyped input to a typed task.</summary>
static class TaskInput
{
    /// <summary>
    /// Casts an input; null becomes the type's default value, so that a task of a value type can be called without input.
    /// </summary>
    /// <exception cref="ArgumentException">The input is of another type.</exception>
    public static T Cast<T>(object? input) => input switch
    {
        null => default!,
        T typed => typed,
        _ => throw new ArgumentException($"The input is a '{input.GetType()}', but the task takes a '{typeof(T)}'.", nameof(input)),
    };
}
