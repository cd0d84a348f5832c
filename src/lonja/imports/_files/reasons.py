"""Why a row was refused, in Spanish: the reasons stand in the file that comes back. Pure.

English is what the importer says itself, with the cell at fault.
"""

from typing import Final

REASON: Final = {"en": "Reason (Lonja)", "es": "Motivo (Lonja)"}
"""The heading of the reasons; a file that comes back with it is read without it."""

_SPANISH: Final = {
    "amount_out_of_range": "El importe es negativo o demasiado grande.",
    "amount_too_fine": "El importe tiene más decimales que su moneda.",
    "attribute_invalid": "No es un valor de este atributo.",
    "below_zero": "Se quitan más unidades de las que hay.",
    "cannot_be_cleared": "Este campo no puede quedar vacío. Complete la celda.",
    "cell_is_error": "La hoja de cálculo tiene un error en una celda de esta fila. Corrija su fórmula.",
    "cell_too_long": "Una celda de esta fila es demasiado larga.",
    "compare_at_ignored": "El precio anterior no es mayor que el precio. Se ha dejado fuera.",
    "formula_without_result": "Una fórmula de esta fila no tiene resultado. Guarde el archivo en una hoja de cálculo y súbalo otra vez.",
    "gave_up": "Una parte del archivo no se ha podido importar. Lo importado se queda.",
    "gift_card": "Las tarjetas regalo no se importan.",
    "handle_invalid": "El identificador (Handle) no es válido.",
    "held_for_orders": "Algunas de estas unidades están reservadas para pedidos.",
    "key_missing": "La fila no dice de qué trata.",
    "left_out": "Se ha dejado fuera con las demás filas de lo mismo.",
    "left_waiting": "Nadie ha seguido con el archivo en una semana. Súbalo otra vez.",
    "mode_unknown": "El modo no es ni fijar (set) ni sumar (add).",
    "no_location": "La tienda aún no tiene ubicaciones: no se han importado existencias.",
    "not_taxable": "La tienda grava cada producto según su clase: «sin impuestos» no se ha conservado.",
    "oversell": "La tienda solo vende lo que tiene: «seguir vendiendo» no se ha conservado.",
    "not_a_date": "No es una fecha como 2026-03-31.",
    "not_a_whole_number": "No es un número entero.",
    "not_an_amount": "No es un importe como 12.50.",
    "not_true_or_false": "No es ni TRUE ni FALSE.",
    "number_out_of_range": "El número está fuera de los límites.",
    "option_missing": "A la variante le falta el valor de una opción.",
    "own_amount_of_goods": "Solo las tarjetas regalo tienen importes que elige quien compra.",
    "picture_address": "La dirección de la imagen no se puede usar. Se ha dejado fuera.",
    "price_missing": "La variante no tiene precio.",
    "quantity_ambiguous": "La cantidad se puede leer de dos maneras. Escríbala sin separador.",
    "quantity_missing": "La fila no tiene cantidad.",
    "quantity_negative": "La cantidad es menor que cero.",
    "quantity_not_whole": "La cantidad no es un número entero.",
    "quantity_too_large": "La cantidad es demasiado grande.",
    "repeated": "Otra fila del archivo trata de lo mismo.",
    "sku_is_no_text": "El SKU es un número en la hoja de cálculo. Dé a la columna formato de texto.",
    "sku_missing": "La fila no tiene SKU.",
    "sku_repeated": "Otra fila del archivo tiene el mismo SKU.",
    "target_missing": "La fila no dice adónde lleva la redirección.",
    "title_missing": "La primera fila de un producto necesita su título.",
    "too_many_cells": "La fila tiene más celdas que columnas la cabecera.",
    "too_many_pictures": "El producto tiene demasiadas imágenes. Las últimas se han dejado fuera.",
    "too_many_variants": "El producto tiene demasiadas variantes.",
    "unknown_currency": "La tienda no vende en esta moneda.",
    "unknown_location": "La tienda no tiene esta ubicación.",
    "unknown_sku": "La tienda no tiene este SKU.",
    "upload_missing": "El archivo no ha llegado. Súbalo otra vez.",
    "weight_unreadable": "El peso no es un número de gramos.",
    "consent_without_proof": "Importado sin consentimiento publicitario: falta su fecha o su origen.",
    "email_invalid": "No es una dirección de correo.",
    "unknown_country": "No es un código de país como ES.",
    "unknown_language": "La tienda no tiene textos en este idioma.",
    "category_unknown": "No existe esta categoría. El producto se ha importado sin ella.",
    "barcode_ignored": "No es un EAN, UPC ni GTIN. Se ha dejado fuera.",
    "status_unknown": "No es un estado de un producto.",
    "attribute_unreadable": "Un atributo se escribe «nombre: valor», uno en cada línea.",
    "picture_unavailable": "La imagen no se ha podido descargar. El producto se ha importado sin ella.",
    "sku_invalid": "El SKU es demasiado largo, o tiene una barra o un carácter invisible.",
    "out_of_range": "El número está fuera de los límites.",
    "hs_code_invalid": "Un código HS tiene 6, 8 o 10 cifras.",
    "country_invalid": "No es un código de país como ES.",
    "measure_invalid": "La medida necesita una cantidad, su unidad y una base que vayan juntas.",
    "options_incomplete": "La variante no tiene un valor de cada opción.",
    "options_repeated": "Otra variante del producto tiene las mismas opciones.",
    "sku_taken": "El SKU es de otro producto.",
    "price_invalid": "El precio no se puede usar: no es múltiplo de la moneda más pequeña, o no es menor que el anterior.",
    "barcode_invalid": "El código de barras no es válido.",
    "parent_unknown": "Aún no existe esta categoría superior. Impórtela primero.",
}


def reason_in(language: str, code: str, message: str) -> str:
    return _SPANISH.get(code, message) if language == "es" else message
