using Microsoft.DurableTask.Entities;

namespace Benchmarks.Engine;

/// <summary>The smallest entity with a state.</summary>
sealed class Counter : TaskEntity<int>
{
    /// <summary>Adds to the count.</summary>
    public void Add(int number) => State += number;
}
