using System.Collections.ObjectModel;
using System.Reflection;

namespace ApiSurface;

/// <summary>Writes the attributes that a caller can see the effect of.</summary>
static class SurfaceAttributes
{
    // Written by the compiler, shown as a keyword instead, or only of interest to a debugger or an analyzer.
    static readonly HashSet<string> Hidden =
    [
        "AsyncIteratorStateMachineAttribute", "AsyncStateMachineAttribute", "CompilerFeatureRequiredAttribute",
        "CompilerGeneratedAttribute", "DebuggerBrowsableAttribute", "DebuggerDisplayAttribute", "DebuggerNonUserCodeAttribute",
        "DebuggerStepThroughAttribute", "DecimalConstantAttribute", "DefaultMemberAttribute", "DynamicAttribute", "ExtensionAttribute",
        "GeneratedCodeAttribute", "InAttribute", "IsByRefLikeAttribute", "IsReadOnlyAttribute", "IsUnmanagedAttribute",
        "IteratorStateMachineAttribute", "MetadataUpdateOriginalTypeAttribute", "NullableAttribute", "NullableContextAttribute",
        "NullablePublicOnlyAttribute", "OptionalAttribute", "OutAttribute", "ParamArrayAttribute", "ParamCollectionAttribute",
        "PreserveBaseOverridesAttribute", "RefSafetyRulesAttribute", "RequiredMemberAttribute", "ScopedRefAttribute",
        "SetsRequiredMembersAttribute", "SuppressMessageAttribute", "TupleElementNamesAttribute",
    ];

    public static bool Has(MemberInfo member, string attribute)
        => member.GetCustomAttributesData().Any(data => data.AttributeType.Name == attribute);

    /// <summary>All visible attributes in front of a declaration, sorted, each followed by a space.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="ignored">Further attributes to leave out, by their name without "Attribute", or as they are written.</param>
    public static string Prefix(IEnumerable<CustomAttributeData> attributes, IReadOnlySet<string> ignored) => string.Concat(attributes
        .Where(data => !Hidden.Contains(data.AttributeType.Name) && !ignored.Contains(Name(data)))
        .Select(Write)
        .Where(text => !ignored.Contains(text))
        .Order(StringComparer.Ordinal)
        .Select(text => $"[{text}] "));

    static string Name(CustomAttributeData data)
    {
        const string suffix = "Attribute";
        var name = data.AttributeType.Name;
        return name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
    }

    static string Write(CustomAttributeData data)
    {
        var named = data.NamedArguments.OrderBy(argument => argument.MemberName, StringComparer.Ordinal)
            .Select(argument => $"{argument.MemberName} = {Value(argument.TypedValue)}");
        var arguments = string.Join(", ", data.ConstructorArguments.Select(Value).Concat(named));
        return arguments.Length == 0 ? Name(data) : $"{Name(data)}({arguments})";
    }

    static string Value(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        Type type => $"typeof({SurfaceNames.Of(type)})",
        ReadOnlyCollection<CustomAttributeTypedArgument> items => $"[{string.Join(", ", items.Select(Value))}]",
        { } value when argument.ArgumentType.IsEnum => SurfaceNames.EnumLiteral(argument.ArgumentType, value),
        var value => SurfaceNames.Literal(value),
    };
}
