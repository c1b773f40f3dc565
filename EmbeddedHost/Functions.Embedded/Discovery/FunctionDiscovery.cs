using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Functions.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace Functions.Embedded.Discovery;

/// <summary>Finds the functions of an application and checks them.</summary>
static partial class FunctionDiscovery
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="FunctionsStartupException">A function is wrong.</exception>
    public static IReadOnlyList<EmbeddedFunction> Find(EmbeddedHostOptions options, IConfiguration configuration, HostSettings host)
    {
        var functions = new List<EmbeddedFunction>();
        var names = new Dictionary<string, MethodInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var method in Types(options).SelectMany(t => t.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
                continue;
            if (!names.TryAdd(attribute.Name, method))
            {
                throw new FunctionsStartupException(
                    $"Function '{attribute.Name}' exists twice, as {Where(names[attribute.Name])} and as {Where(method)}; " +
                    "give one of them another name.");
            }

            functions.Add(Read(attribute.Name, method, configuration, host));
        }

        CheckDurableNames(functions);
        return functions;
    }

    static IEnumerable<Type> Types(EmbeddedHostOptions options)
    {
        IEnumerable<Assembly> assemblies = options.Assemblies;
        if (options.Assemblies.Count == 0 && options.FunctionClasses.Count == 0)
            assemblies = Assembly.GetEntryAssembly() is { } entry ? [entry] : [];
        return assemblies.SelectMany(a => a.GetTypes()).Concat(options.FunctionClasses).Distinct();
    }

    static EmbeddedFunction Read(string name, MethodInfo method, IConfiguration configuration, HostSettings host)
    {
        CheckMethod(name, method);
        var (trigger, triggerParameter) = FindTrigger(name, method);
        var draft = new FunctionDraft
        {
            Name = name,
            Method = method,
            Configuration = configuration,
            Host = host,
            Kind = KindOf(name, triggerParameter, trigger),
            Trigger = trigger,
            TriggerParameter = triggerParameter,
        };
        var bindings = TriggerBindings.For(draft);
        bindings.Prepare(draft);
        var parameters = method.GetParameters();
        var binders = parameters.Select(p => ParameterBinders.Bind(p, draft, bindings)).ToArray();
        var (read, resultType) = ResultReader.For(method.ReturnType);
        var retry = method.GetCustomAttribute<RetryAttribute>();
        if (retry is not null && draft.Kind != TriggerKind.Timer)
            throw draft.Wrong($"has a {retry.GetType().Name}, but only functions with a timer trigger can be retried as a whole.");

        return new EmbeddedFunction
        {
            FunctionName = name,
            Method = method,
            Kind = draft.Kind,
            Trigger = trigger,
            TriggerParameter = triggerParameter,
            Binders = binders,
            ReadResult = read,
            HasResult = resultType is not null,
            ResultType = resultType,
            Retry = retry,
            Route = draft.Route,
            Schedule = draft.Schedule,
            InputParameter = draft.InputParameter,
            DurableName = bindings.DurableName(draft),
            UsesDurableClient = draft.UsesDurableClient,
            NeedsConverter = draft.NeedsConverter,
            FunctionParameters = [.. parameters.Select(Describe)],
            Bindings = [.. Describe(parameters, trigger, triggerParameter, resultType)],
        };
    }

    static void CheckMethod(string name, MethodInfo method)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new FunctionsStartupException(
                $"Function '{name}' ({Where(method)}) has a bad name: it must start with a letter and " +
                "hold only letters, digits, '_' and '-', at most 127.");
        }

        if (!method.IsPublic || !(method.DeclaringType!.IsPublic || method.DeclaringType.IsNestedPublic))
            throw new FunctionsStartupException($"Function '{name}' is not public: make the method {Where(method)} and its class public.");
        if (method.IsGenericMethodDefinition || method.DeclaringType.ContainsGenericParameters)
            throw new FunctionsStartupException($"Function '{name}' ({Where(method)}) is generic, which a function cannot be.");
        if (!method.IsStatic && method.DeclaringType.IsAbstract)
            throw new FunctionsStartupException($"Function '{name}' cannot run because its class {method.DeclaringType} is abstract.");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), false))
            throw new FunctionsStartupException($"Function '{name}' is async void, so that its end cannot be awaited; return a Task.");
        if (method.GetParameters().FirstOrDefault(p => p.ParameterType.IsByRef) is { } byRef)
        {
            throw new FunctionsStartupException(
                $"Parameter '{byRef.Name}' of function '{name}' is a ref or out parameter, which nothing can bind.");
        }
    }

    static (TriggerBindingAttribute Attribute, ParameterInfo Parameter) FindTrigger(string name, MethodInfo method)
    {
        var triggers = method.GetParameters()
            .SelectMany(p => p.GetCustomAttributes<TriggerBindingAttribute>().Select(a => (Attribute: a, Parameter: p)))
            .ToArray();
        return triggers.Length switch
        {
            1 => triggers[0],
            0 => throw new FunctionsStartupException(
                $"Function '{name}' has no trigger: mark one parameter, e.g. with [HttpTrigger] or [OrchestrationTrigger]."),
            _ => throw new FunctionsStartupException(
                $"Function '{name}' has {triggers.Length} triggers, on " +
                $"{string.Join(" and ", triggers.Select(t => $"'{t.Parameter.Name}'"))}; a function has exactly one."),
        };
    }

    static TriggerKind KindOf(string name, ParameterInfo parameter, TriggerBindingAttribute trigger) => trigger switch
    {
        HttpTriggerAttribute => TriggerKind.Http,
        TimerTriggerAttribute => TriggerKind.Timer,
        OrchestrationTriggerAttribute => TriggerKind.Orchestration,
        ActivityTriggerAttribute => TriggerKind.Activity,
        EntityTriggerAttribute => TriggerKind.Entity,
        _ => throw new FunctionsStartupException(
            $"Parameter '{parameter.Name}' of function '{name}' has the trigger {trigger.GetType().Name}, which this host does not know."),
    };

    static void CheckDurableNames(List<EmbeddedFunction> functions)
    {
        foreach (var group in functions.Where(f => f.DurableName is not null)
            .GroupBy(f => (f.Kind, f.DurableName!.ToLowerInvariant())).Where(g => g.Count() > 1))
        {
            throw new FunctionsStartupException(
                $"Functions {string.Join(" and ", group.Select(f => $"'{f.Name}'"))} are the same " +
                $"{group.Key.Kind.ToString().ToLowerInvariant()} '{group.First().DurableName}'; give one of them another name.");
        }
    }

    static FunctionParameter Describe(ParameterInfo parameter)
    {
        var properties = new Dictionary<string, object>();
        if (parameter.GetCustomAttribute<BindingAttribute>() is { } binding)
            properties["bindingAttribute"] = binding;
        var defaultValue = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return new FunctionParameter(parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, defaultValue, properties);
    }

    static IEnumerable<BindingMetadata> Describe(
        ParameterInfo[] parameters, TriggerBindingAttribute trigger, ParameterInfo triggerParameter, Type? resultType)
    {
        yield return new EmbeddedBindingMetadata(triggerParameter.Name!, TypeName(trigger), BindingDirection.In);
        foreach (var parameter in parameters)
        {
            if (parameter.GetCustomAttribute<InputBindingAttribute>() is { } input)
                yield return new EmbeddedBindingMetadata(parameter.Name!, TypeName(input), BindingDirection.In);
        }

        if (trigger is HttpTriggerAttribute && resultType is not null)
            yield return new EmbeddedBindingMetadata("$return", "http", BindingDirection.Out);
    }

    static string TypeName(Attribute attribute)
    {
        var name = attribute.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..].Replace("Attribute", "", StringComparison.Ordinal);
    }

    static string Where(MethodInfo method) => $"{method.ReflectedType}.{method.Name}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}$")]
    private static partial Regex NamePattern();
}
