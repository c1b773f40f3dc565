using System.Collections;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Converters that are asked, in order, when no attribute names one and the host cannot bind a parameter itself.</summary>
public sealed class InputConverterCollection : IEnumerable<Type>
{
    readonly List<Type> _types = [];

    /// <summary>Adds a converter at the end.</summary>
    /// <typeparam name="T">The converter.</typeparam>
    public void Register<T>()
        where T : IInputConverter => _types.Add(typeof(T));

    /// <summary>Inserts a converter.</summary>
    /// <typeparam name="T">The converter.</typeparam>
    /// <param name="index">The place, from 0.</param>
    public void RegisterAt<T>(int index)
        where T : IInputConverter => _types.Insert(index, typeof(T));

    /// <summary>Removes all converters.</summary>
    public void Clear() => _types.Clear();

    /// <summary>The converters' types in order.</summary>
    /// <returns>The enumerator.</returns>
    public IEnumerator<Type> GetEnumerator() => _types.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
