using System.Globalization;
using System.Reflection;

namespace ApiSurface;

/// <summary>Writes types and constants as the listings do: full names, C# keywords for the basic types.</summary>
static class SurfaceNames
{
    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>A type where it is used.</summary>
    public static string Of(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        if (!type.HasElementType)
            return Declared(type);

        var element = Of(type.GetElementType()!);
        return type.IsArray ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : type.IsByRef ? "ref " + element : element + "*";
    }

    /// <summary>A type where it is declared: never a keyword.</summary>
    public static string Declared(Type type)
    {
        // A nested type has its containers' type arguments in front of its own.
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var levels = new Stack<Type>();
        for (var level = type; level is not null; level = level.DeclaringType)
            levels.Push(level);

        var names = new List<string>();
        var used = 0;
        foreach (var level in levels)
        {
            var arity = level.GetGenericArguments().Length;
            var own = Enumerable.Range(used, arity - used).Select(_ => Of(arguments.Dequeue())).ToArray();
            names.Add(Simple(level) + (own.Length == 0 ? "" : $"<{string.Join(", ", own)}>"));
            used = arity;
        }

        var name = string.Join('.', names);
        return string.IsNullOrEmpty(type.Namespace) ? name : $"{type.Namespace}.{name}";
    }

    /// <summary>A type's name alone, without arity.</summary>
    public static string Simple(Type type) => type.Name.Split('`')[0];

    /// <summary>The constraints of type parameters, those of the containers left out.</summary>
    public static string Constraints(IEnumerable<Type> parameters)
    {
        var clauses = parameters.Where(p => p.IsGenericParameter).Select(Clause).Where(clause => clause.Length > 0);
        return string.Concat(clauses);
    }

    /// <summary>A constant.</summary>
    public static string Literal(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        char character => $"'{character}'",
        string text => $"\"{text.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\r", "\\r").Replace("\n", "\\n")}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A value of an enum: the member's name; for flags also a combination of them; else the number.</summary>
    public static string EnumLiteral(Type type, object value)
    {
        var number = Number(value);
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (Name: $"{Of(type)}.{field.Name}", Value: Number(field.GetRawConstantValue()!)))
            .ToArray();
        if (members.FirstOrDefault(m => m.Value == number).Name is { } exact)
            return exact;

        var bits = members.Where(m => long.PopCount(m.Value) == 1 && (number & m.Value) == m.Value).ToArray();
        var combines = type.IsDefined(typeof(FlagsAttribute)) && bits.Aggregate(0L, (sum, bit) => sum | bit.Value) == number;
        return combines ? string.Join(" | ", bits.Select(bit => bit.Name)) : $"({Of(type)}){number}";
    }

    static long Number(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    static string Clause(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var parts = new List<string>();
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts.Add("class");
        if (isStruct)
            parts.Add(SurfaceAttributes.Has(parameter, "IsUnmanagedAttribute") ? "unmanaged" : "struct");
        parts.AddRange(parameter.GetGenericParameterConstraints()
            .Where(constraint => constraint != typeof(ValueType)).Select(Of).Order(StringComparer.Ordinal));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
            parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }
}
