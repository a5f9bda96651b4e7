using System.Reflection;
using System.Runtime.CompilerServices;

namespace Reparam.Tests.PublicApi;

/// <summary>Types as C# writes them, with the question marks of nullable references.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(ParameterInfo parameter) =>
        Name(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), ElementNames(parameter));

    public static string Of(PropertyInfo property) =>
        Name(property.PropertyType, new NullabilityInfoContext().Create(property), ElementNames(property));

    public static string Of(FieldInfo field) =>
        Name(field.FieldType, new NullabilityInfoContext().Create(field), ElementNames(field));

    /// <summary>With its namespace.</summary>
    public static string Full(Type type) => type.IsGenericParameter || type.Namespace is null or "System"
        ? Name(type, null)
        : $"{type.Namespace}.{Name(type, null)}";

    /// <summary>The names of a tuple's elements, those of tuples within tuples included.</summary>
    private static IList<string?> ElementNames(ICustomAttributeProvider member) =>
        member.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false)
            .Cast<TupleElementNamesAttribute>().FirstOrDefault()?.TransformNames ?? [];

    private static string Name(Type type, NullabilityInfo? nullability, IList<string?>? elementNames = null)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability);
        }
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying, null) + "?";
        }
        string mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            string commas = new(',', type.GetArrayRank() - 1);
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[{commas}]{mark}";
        }
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword + mark;
        }
        string name = type.IsNested && !type.IsGenericParameter
            ? $"{Name(type.DeclaringType!, null)}.{type.Name}"
            : type.Name;
        if (!type.IsGenericType)
        {
            return name + mark;
        }
        Type[] arguments = type.GetGenericArguments();
        IEnumerable<string> written = arguments.Select((argument, i) =>
            Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) != true)
        {
            return $"{name.Split('`')[0]}<{string.Join(", ", written)}>{mark}";
        }
        IEnumerable<string> elements = written.Select((text, i) =>
            elementNames?.ElementAtOrDefault(i) is { } element ? $"{text} {element}" : text);
        return $"({string.Join(", ", elements)}){mark}";
    }
}
