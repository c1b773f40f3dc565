using System.Globalization;
using System.Reflection;

namespace ApiSurface;

/// <summary>
/// What an assembly declares for its callers, a line for each type and member, in the form of the checked-in listings of the real packages:
/// <c>Namespace.Type | kind declaration</c>.
/// </summary>
/// <param name="ignoredAttributes">Attributes to leave out, by their name without "Attribute", or as they are written.</param>
sealed class Surface(IReadOnlySet<string> ignoredAttributes)
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of all visible types whose namespace is a given one or lies within it.</summary>
    public SortedSet<string> Of(Assembly assembly, string rootNamespace) => new(
        assembly.GetTypes()
            .Where(type => IsVisible(type) && $"{type.Namespace}.".StartsWith(rootNamespace + ".", StringComparison.Ordinal))
            .SelectMany(Of),
        StringComparer.Ordinal);

    /// <summary>The lines of one type.</summary>
    public IEnumerable<string> Of(Type type)
    {
        var name = SurfaceNames.Declared(type);
        return Declarations(type, name).Select(line => $"{name} | {line}");
    }

    static bool IsVisible(Type type)
    {
        if (type.Name.Contains('<'))
            return false;
        for (var level = type; level is not null; level = level.DeclaringType)
        {
            if (!(level.IsPublic || level.IsNestedPublic || level.IsNestedFamily || level.IsNestedFamORAssem))
                return false;
        }

        return true;
    }

    IEnumerable<string> Declarations(Type type, string name)
    {
        var access = type.IsNestedFamily ? "protected" : type.IsNestedFamORAssem ? "protected internal" : "public";
        var start = $"0-type {Attributes(type)}{access}";
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"1-value {Attributes(field)}{field.Name} = "
                    + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture))
                .Prepend($"{start} enum {name} : {SurfaceNames.Of(type.GetEnumUnderlyingType())}");
        }

        var constraints = SurfaceNames.Constraints(type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0));
        if (type.BaseType == typeof(MulticastDelegate))
        {
            var invoke = type.GetMethod("Invoke")!;
            return [$"{start} delegate {SurfaceNames.Of(invoke.ReturnType)} {name}({Parameters(invoke)}){constraints}"];
        }

        var bases = Bases(type);
        return Members(type)
            .Prepend($"{start} {Kind(type)} {name}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}{constraints}");
    }

    static string Kind(Type type)
    {
        var isRecord = type.GetMethods(Declared).Any(m => m.Name == "<Clone>$" || (type.IsValueType && m.Name == "PrintMembers"));
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
        {
            return (SurfaceAttributes.Has(type, "IsReadOnlyAttribute") ? "readonly " : "") + (type.IsByRefLike ? "ref " : "")
                + (isRecord ? "record struct" : "struct");
        }

        var modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return modifier + (isRecord ? "record" : "class");
    }

    static string[] Bases(Type type)
    {
        var ofBase = type.BaseType?.GetInterfaces() ?? [];
        var interfaces = type.GetInterfaces().Except(ofBase).Where(i => i.IsPublic || i.IsNestedPublic)
            .Select(SurfaceNames.Of).Order(StringComparer.Ordinal);
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)
            ? [SurfaceNames.Of(parent), .. interfaces]
            : [.. interfaces];
    }

    IEnumerable<string> Members(Type type)
    {
        foreach (var field in type.GetFields(Declared).Where(field => !field.Name.Contains('<')))
        {
            if (Access(field.Attributes & FieldAttributes.FieldAccessMask) is { } access)
                yield return $"2-field {Attributes(field)}{access} {Field(field)}";
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic))
        {
            if (Access(constructor) is { } access)
                yield return $"3-ctor {Attributes(constructor)}{access} {SurfaceNames.Simple(type)}({Parameters(constructor)})";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            if (Property(property, type) is { } line)
                yield return $"4-property {Attributes(property)}{line}";
        }

        foreach (var declared in type.GetEvents(Declared))
        {
            if (declared.AddMethod is not { } add || Access(add) is not { } access)
                continue;
            var handler = SurfaceNames.Of(declared.EventHandlerType!);
            yield return $"5-event {Attributes(declared)}{access} {Modifiers(add, type)}event {handler} {declared.Name}";
        }

        foreach (var method in type.GetMethods(Declared).Where(IsWritten))
        {
            if (Access(method) is { } access)
                yield return $"6-method {Attributes(method)}{access} {Method(method, type)}";
        }
    }

    // Not accessors, compiler-generated methods or explicit implementations; operators count.
    static bool IsWritten(MethodInfo method)
        => !method.Name.Contains('<') && !method.Name.Contains('.')
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    static string Field(FieldInfo field)
    {
        var modifier = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        var value = field.IsLiteral ? " = " + SurfaceNames.Literal(field.GetRawConstantValue()) : "";
        return $"{Required(field)}{modifier}{SurfaceNames.Of(field.FieldType)} {field.Name}{value}";
    }

    string? Property(PropertyInfo property, Type type)
    {
        var get = property.GetMethod is { } getter ? Access(getter) : null;
        var set = property.SetMethod is { } setter ? Access(setter) : null;
        if (get is null && set is null)
            return null;

        // The property has the wider access of the two.
        var main = get is not null && (set is null || Width(get) >= Width(set)) ? property.GetMethod! : property.SetMethod!;
        var access = Access(main)!;
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ?? false;
        var accessors = Accessor(get, access, "get") + Accessor(set, access, isInit ? "init" : "set");
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(p => Parameter(p)))}]";
        var returned = main == property.GetMethod ? Returned(main) : SurfaceNames.Of(property.PropertyType);
        return $"{access} {Required(property)}{Modifiers(main, type)}{returned} {name} {{ {accessors}}}";
    }

    static string Accessor(string? own, string access, string keyword)
        => own is null ? "" : own == access ? keyword + "; " : $"{own} {keyword}; ";

    string Method(MethodInfo method, Type type)
    {
        var generic = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        var typeParameters = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(p => p.Name))}>";
        return $"{Modifiers(method, type)}{Returned(method)} {method.Name}{typeParameters}({Parameters(method)})"
            + SurfaceNames.Constraints(generic);
    }

    static string Modifiers(MethodInfo method, Type type)
    {
        if (type.IsInterface)
        {
            return (method.IsStatic, method.IsAbstract) switch
            {
                (true, true) => "static abstract ",
                (true, false) => "static ",
                (false, true) => "",
                (false, false) => "/*default-impl*/ ",
            };
        }

        if (method.IsStatic)
            return "static ";
        var overrides = method.IsVirtual && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
        if (method.IsAbstract)
            return overrides ? "abstract override " : "abstract ";
        if (overrides)
            return method.IsFinal ? "sealed override " : "override ";
        return method.IsVirtual && !method.IsFinal ? "virtual " : "";
    }

    static string Returned(MethodInfo method)
    {
        if (!method.ReturnType.IsByRef)
            return SurfaceNames.Of(method.ReturnType);
        var isReadOnly = method.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "InAttribute");
        return (isReadOnly ? "ref readonly " : "ref ") + SurfaceNames.Of(method.ReturnType.GetElementType()!);
    }

    string Parameters(MethodBase method)
    {
        var isExtension = SurfaceAttributes.Has(method, "ExtensionAttribute");
        return string.Join(", ", method.GetParameters().Select(p => Parameter(p, isExtension && p.Position == 0)));
    }

    string Parameter(ParameterInfo parameter, bool isReceiver = false)
    {
        var attributes = parameter.GetCustomAttributesData();
        var isParams = attributes.Any(data => data.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute");
        var type = parameter.ParameterType;
        var direction = !type.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        return SurfaceAttributes.Prefix(attributes, ignoredAttributes) + (isReceiver ? "this " : "") + (isParams ? "params " : "")
            + $"{direction}{SurfaceNames.Of(type.IsByRef ? type.GetElementType()! : type)} {parameter.Name}{DefaultValue(parameter, type)}";
    }

    static string DefaultValue(ParameterInfo parameter, Type type)
    {
        if (!parameter.HasDefaultValue)
            return parameter.IsOptional ? " = default" : "";
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return " = " + parameter.RawDefaultValue switch
        {
            null => type.IsValueType && value == type ? "default" : "null",
            { } constant when value.IsEnum => SurfaceNames.EnumLiteral(value, constant),
            var constant => SurfaceNames.Literal(constant),
        };
    }

    static string? Access(MethodBase method) => Access((FieldAttributes)(method.Attributes & MethodAttributes.MemberAccessMask));

    // Fields and methods code their access with the same numbers.
    static string? Access(FieldAttributes access) => access switch
    {
        FieldAttributes.Public => "public",
        FieldAttributes.FamORAssem => "protected internal",
        FieldAttributes.Family => "protected",
        _ => null,
    };

    static int Width(string access) => access switch { "public" => 3, "protected internal" => 2, _ => 1 };

    static string Required(MemberInfo member) => SurfaceAttributes.Has(member, "RequiredMemberAttribute") ? "required " : "";

    string Attributes(MemberInfo member) => SurfaceAttributes.Prefix(member.GetCustomAttributesData(), ignoredAttributes);
}
