using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Reparam.Tests.PublicApi;

/// <summary>What users of an assembly can see, as lines of text: one a type, one a member, in ordinal order.</summary>
internal static class PublicApiListing
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) => string.Concat(assembly.GetExportedTypes()
        .OrderBy(type => TypeText.Full(type), StringComparer.Ordinal)
        .Select(type => $"{Heading(type)}\n{string.Concat(Members(type).Select(line => $"    {line}\n"))}\n"));

    private static string Heading(Type type)
    {
        string kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? $"{(IsReadOnly(type) ? "readonly " : "")}{(IsRecord(type) ? "record " : "")}struct"
            : (type.IsAbstract ? type.IsSealed ? "static " : "abstract " : type.IsSealed ? "sealed " : "")
                + (IsRecord(type) ? "record" : "class");
        IEnumerable<Type> above = new[] { type.BaseType }.OfType<Type>()
            .Except([typeof(object), typeof(ValueType), typeof(Enum), typeof(MulticastDelegate)])
            .Concat(type.IsEnum ? [] : type.GetInterfaces()
                .Except(type.BaseType?.GetInterfaces() ?? [])
                .Where(i => i.IsVisible && !(IsRecord(type) && i == typeof(IEquatable<>).MakeGenericType(type)))
                .OrderBy(TypeText.Full, StringComparer.Ordinal));
        string list = string.Join(", ", above.Select(TypeText.Full));
        return $"{kind} {TypeText.Full(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Literal(field.GetRawConstantValue())}");
        }
        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(c => IsSeen(c) && !IsSynthesized(c))
            .Select(c => $"{Access(c)}new({Parameters(c)})");
        IEnumerable<string> fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f =>
            $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}"
            + $"{TypeText.Of(f)} {f.Name}{(f.IsLiteral ? " = " + Literal(f.GetRawConstantValue()) : "")}");
        IEnumerable<string> properties = type.GetProperties(Declared)
            .Where(p => p.GetAccessors(true).Any(IsSeen) && !IsSynthesized(p))
            .Select(Property);
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(m => IsSeen(m) && !IsSynthesized(m))
            .Where(m => !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))
            .Select(Method);
        return constructors.Concat(fields).Concat(properties).Concat(methods).Order(StringComparer.Ordinal);
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo some = property.GetAccessors(true).First(IsSeen);
        ParameterInfo[] indices = property.GetIndexParameters();
        string name = indices.Length > 0 ? $"this[{string.Join(", ", indices.Select(Parameter))}]" : property.Name;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string set = property.SetMethod is not { } setter || !IsSeen(setter) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{Access(some)}{Modifiers(some)}{required}{TypeText.Of(property)} {name} {{ get;{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>"
            : "";
        string self = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Access(method)}{Modifiers(method)}{TypeText.Of(method.ReturnParameter)} {method.Name}{generic}"
            + $"({self}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        bool isParams = parameter.IsDefined(typeof(ParamArrayAttribute))
            || parameter.IsDefined(typeof(ParamCollectionAttribute));
        string passing = isParams ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in "
            : parameter.ParameterType.IsByRef ? "ref " : "";
        string value = parameter.HasDefaultValue
            ? " = " + Default(parameter.ParameterType, parameter.DefaultValue)
            : "";
        return $"{passing}{TypeText.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Default(Type type, object? value) =>
        value is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default"
        : value is not null && type.IsEnum ? Enum.GetName(type, value)!
        : Literal(value);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) => method.IsStatic ? "static "
        : method.DeclaringType!.IsInterface ? ""
        : method.GetBaseDefinition() != method ? "override "
        : method.IsAbstract ? "abstract "
        : method is { IsVirtual: true, IsFinal: false } ? "virtual "
        : "";

    /// <summary>Public, or protected where a class outside can derive.</summary>
    private static bool IsSeen(MethodBase method) =>
        method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    /// <summary>What the compiler adds to records is not written by anyone, so nobody reviews it.</summary>
    private static bool IsSynthesized(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared) is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is { } print && IsSynthesized(print));

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));
}
