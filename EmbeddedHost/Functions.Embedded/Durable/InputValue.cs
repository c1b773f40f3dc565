using System.Reflection;

namespace Functions.Embedded.Durable;

static class InputValue
{
    /// <summary>A durable input as the value of a parameter: a missing one is the parameter's default, or its type's.</summary>
    public static object? Of(ParameterInfo parameter, object? input)
    {
        if (input is not null)
            return input;
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue;
        var type = parameter.ParameterType;
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
    }
}
